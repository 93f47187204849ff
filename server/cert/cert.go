// Package cert makes the certificate of a server that has none, and keeps it: a
// browser asks its user once whether to trust it, and not at every start.
package cert

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"time"
)

// The files in the folder. Only the owner can read the key.
const (
	certFile = "cert.pem"
	keyFile  = "key.pem"
)

const (
	lifetime = 365 * 24 * time.Hour // browsers refuse those that live much longer
	margin   = 7 * 24 * time.Hour   // before its end a certificate is made anew
)

// SelfMade returns the certificate that is kept in a folder, which is made if need
// be. It is made anew if it ends soon or lacks one of the hosts, names or addresses.
// An error is one of the file system.
func SelfMade(dir string, hosts []string) (tls.Certificate, error) {
	cert, err := tls.LoadX509KeyPair(filepath.Join(dir, certFile), filepath.Join(dir, keyFile))
	if err == nil && isGood(cert, hosts, time.Now()) {
		return cert, nil
	}
	if errors.As(err, new(*fs.PathError)) && !errors.Is(err, fs.ErrNotExist) {
		return tls.Certificate{}, err // there may be a good one that cannot be read now
	}
	certPEM, keyPEM, err := create(hosts, time.Now())
	if err != nil {
		return tls.Certificate{}, err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return tls.Certificate{}, err
	}
	if err := errors.Join(replace(dir, keyFile, keyPEM), replace(dir, certFile, certPEM)); err != nil {
		return tls.Certificate{}, err
	}
	return tls.X509KeyPair(certPEM, keyPEM)
}

func isGood(cert tls.Certificate, hosts []string, now time.Time) bool {
	if cert.Leaf == nil || now.Before(cert.Leaf.NotBefore) || now.Add(margin).After(cert.Leaf.NotAfter) {
		return false
	}
	for _, host := range hosts {
		if cert.Leaf.VerifyHostname(host) != nil {
			return false
		}
	}
	return true
}

// create makes a self-signed certificate: trusting it means trusting nothing
// else.
func create(hosts []string, now time.Time) (certPEM, keyPEM []byte, err error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, nil, err
	}
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 127))
	if err != nil {
		return nil, nil, err
	}
	template := &x509.Certificate{
		SerialNumber:          serial,
		Subject:               pkix.Name{CommonName: "Flag Lab on this computer"},
		NotBefore:             now.Add(-time.Hour), // clocks differ
		NotAfter:              now.Add(lifetime),
		KeyUsage:              x509.KeyUsageDigitalSignature,
		ExtKeyUsage:           []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		BasicConstraintsValid: true,
	}
	for _, host := range hosts {
		if ip := net.ParseIP(host); ip != nil {
			template.IPAddresses = append(template.IPAddresses, ip)
		} else {
			template.DNSNames = append(template.DNSNames, host)
		}
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		return nil, nil, err
	}
	keyDER, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return nil, nil, err
	}
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}),
		pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: keyDER}), nil
}

// replace writes a file as a whole or not at all. CreateTemp makes it for the owner
// only.
func replace(dir, name string, data []byte) (err error) {
	f, err := os.CreateTemp(dir, name+".*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name()) // if it is still there
	_, err = f.Write(data)
	if err = errors.Join(err, f.Close()); err != nil {
		return fmt.Errorf("writing %s: %w", name, err)
	}
	return os.Rename(f.Name(), filepath.Join(dir, name))
}
