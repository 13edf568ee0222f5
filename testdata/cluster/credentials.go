package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/pem"
	"fmt"
	"math/big"
	"net"
	"os"
	"time"
)

// writeCredentials makes an authority, the certificate of the API server and
// the kubeconfig of an administrator. The controllers use that one, too: who
// may do what is not what this cluster is there to test.
func (c *cluster) writeCredentials(server string) error {
	ca := &x509.Certificate{
		Subject: pkix.Name{CommonName: "test-cluster"}, IsCA: true, BasicConstraintsValid: true,
		KeyUsage: x509.KeyUsageCertSign,
	}
	caCert, caKey, err := signed(ca, ca, nil)
	if err != nil {
		return err
	}
	if ca, err = x509.ParseCertificate(caCert); err != nil {
		return err
	}
	serverCert, serverKey, err := signed(&x509.Certificate{
		Subject: pkix.Name{CommonName: "kube-apiserver"}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}, ca, caKey)
	if err != nil {
		return err
	}
	adminCert, adminKey, err := signed(&x509.Certificate{
		Subject:     pkix.Name{CommonName: "admin", Organization: []string{"system:masters"}},
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth},
	}, ca, caKey)
	if err != nil {
		return err
	}
	files := map[string][]byte{"ca.crt": certificatePEM(caCert), "server.crt": certificatePEM(serverCert)}
	if files["server.key"], err = keyPEM(serverKey); err != nil {
		return err
	}
	key, err := keyPEM(adminKey)
	if err != nil {
		return err
	}
	encode := base64.StdEncoding.EncodeToString
	files["kubeconfig"] = fmt.Appendf(nil, kubeconfig, server, encode(files["ca.crt"]), encode(certificatePEM(adminCert)), encode(key))
	for name, content := range files {
		if err := os.WriteFile(c.path(name), content, 0o600); err != nil {
			return err
		}
	}
	return nil
}

const kubeconfig = `apiVersion: v1
kind: Config
current-context: test
contexts:
  - name: test
    context: {cluster: test, user: admin}
clusters:
  - name: test
    cluster:
      server: %s
      certificate-authority-data: %s
users:
  - name: admin
    user:
      client-certificate-data: %s
      client-key-data: %s
`

// signed is a certificate for a new key, valid for a month; without a parent's
// key it signs itself.
func signed(template, parent *x509.Certificate, parentKey *ecdsa.PrivateKey) ([]byte, *ecdsa.PrivateKey, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, nil, err
	}
	if parentKey == nil {
		parentKey = key
	}
	if template.SerialNumber, err = rand.Int(rand.Reader, big.NewInt(1<<62)); err != nil {
		return nil, nil, err
	}
	template.NotBefore, template.NotAfter = time.Now().Add(-time.Hour), time.Now().Add(30*24*time.Hour)
	template.KeyUsage |= x509.KeyUsageDigitalSignature
	cert, err := x509.CreateCertificate(rand.Reader, template, parent, &key.PublicKey, parentKey)
	return cert, key, err
}

func certificatePEM(der []byte) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
}

func keyPEM(key *ecdsa.PrivateKey) ([]byte, error) {
	der, err := x509.MarshalPKCS8PrivateKey(key)
	return pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}), err
}
