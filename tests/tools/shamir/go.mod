module eksbreakglass.example/shamir

go 1.24

require github.com/getsops/sops/v3 v3.10.2
