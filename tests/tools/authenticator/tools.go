//go:build tools

// Package authenticator pins the webhook server that EKS runs; it has a module of its own because
// its Kubernetes libraries are older than the control plane's.
package authenticator

import _ "sigs.k8s.io/aws-iam-authenticator/cmd/aws-iam-authenticator"
