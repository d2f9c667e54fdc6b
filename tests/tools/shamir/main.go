// Vault's Shamir shares, as sops carries them: the other side of an interoperability test.
//
//	shamir split COUNT THRESHOLD < secret in hex      one share in hex a line
//	shamir combine < shares in hex, one a line        the secret in hex
package main

import (
	"bufio"
	"encoding/hex"
	"fmt"
	"log"
	"os"
	"strconv"

	"github.com/getsops/sops/v3/shamir"
)

func main() {
	log.SetFlags(0)
	var lines [][]byte
	scanner := bufio.NewScanner(os.Stdin)
	for scanner.Scan() {
		line, err := hex.DecodeString(scanner.Text())
		if err != nil {
			log.Fatal(err)
		}
		lines = append(lines, line)
	}
	switch {
	case len(os.Args) == 4 && os.Args[1] == "split" && len(lines) == 1:
		count, countErr := strconv.Atoi(os.Args[2])
		threshold, thresholdErr := strconv.Atoi(os.Args[3])
		if countErr != nil || thresholdErr != nil {
			log.Fatal("COUNT and THRESHOLD are numbers")
		}
		shares, err := shamir.Split(lines[0], count, threshold)
		if err != nil {
			log.Fatal(err)
		}
		for _, share := range shares {
			fmt.Println(hex.EncodeToString(share))
		}
	case len(os.Args) == 2 && os.Args[1] == "combine":
		secret, err := shamir.Combine(lines)
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(hex.EncodeToString(secret))
	default:
		log.Fatal("usage: shamir split COUNT THRESHOLD | shamir combine")
	}
}
