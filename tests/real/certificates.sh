#!/bin/sh
# Makes the certificates and keys of the tests with real parts in the current directory, by openssl and Java's keytool.
#
# The passphrase of everything encrypted is `open-sesame`, but for pfx-empty.pfx (empty) and pfx-unicode.pfx (`gehäim€`).
set -eu

# The name of the files and of the subject.
authority() {
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$1.key" -out "$1.pem" -days 30 -subj "/CN=$1" \
        -addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign,cRLSign
}

# The name of the files and of the subject, and the kind of key for `openssl genpkey`.
request() {
    # shellcheck disable=SC2086 # the kind is several words
    openssl genpkey $2 -out "$1.key"
    openssl req -new -key "$1.key" -subj "/CN=$1" -out "$1.csr"
}

# The name of the files, the authority, the extensions, one a line, and the digest, if it is not the usual one.
sign() {
    printf '%b\n' "$3" >"$1.ext"
    openssl x509 -req -in "$1.csr" -CA "$2.pem" -CAkey "$2.key" -CAcreateserial -extfile "$1.ext" -out "$1.pem" -days 30 "${4:--sha256}"
}

# As `sign`, by the first authority, with a validity of long ago, which only `openssl ca` can give.
sign_expired() {
    printf '%b\n' "$2" >"$1.ext"
    : >"$1.index"
    printf '%s\n' '[ca]' 'default_ca = once' '[once]' "database = $1.index" 'new_certs_dir = .' 'default_md = sha256' \
        "serial = $1.serial" 'policy = policy' '[policy]' 'commonName = supplied' >"$1.cnf"
    openssl ca -batch -notext -config "$1.cnf" -create_serial -cert ca.pem -keyfile ca.key -in "$1.csr" -out "$1.pem" \
        -startdate 20200101000000Z -enddate 20200201000000Z -extfile "$1.ext"
}

# The name of the files and of the subject, the authority, the kind of key, and the extensions.
certificate() {
    request "$1" "$3"
    sign "$1" "$2" "$4"
}

RSA='-algorithm RSA -pkeyopt rsa_keygen_bits:2048'
EC='-algorithm EC -pkeyopt ec_paramgen_curve:P-256'
SERVER='subjectAltName=DNS:localhost,IP:127.0.0.1,IP:::1\nextendedKeyUsage=serverAuth'
CLIENT='extendedKeyUsage=clientAuth'

authority ca
authority other-ca

certificate server ca "$RSA" "$SERVER"
certificate server-of-other-ca other-ca "$RSA" "$SERVER"
certificate server-elsewhere ca "$RSA" 'subjectAltName=DNS:elsewhere.example\nextendedKeyUsage=serverAuth'
certificate server-1024 ca '-algorithm RSA -pkeyopt rsa_keygen_bits:1024' "$SERVER"
request server-sha1 "$EC"
sign server-sha1 ca "$SERVER" -sha1
request server-expired "$RSA"
sign_expired server-expired "$SERVER"

certificate right ca "$RSA" "$CLIENT"
certificate right-ec ca "$EC" "$CLIENT"
certificate right-ed25519 ca '-algorithm ED25519' "$CLIENT"
certificate wrong other-ca "$RSA" "$CLIENT"
request expired "$RSA"
sign_expired expired "$CLIENT"
certificate not-for-clients ca "$RSA" 'extendedKeyUsage=serverAuth'

# Forms of a private key.
cat right.pem right.key >both.pem
openssl pkey -in right.key -traditional -out pkcs1.key
openssl pkey -in right-ec.key -traditional -out sec1.key
openssl pkcs8 -topk8 -in right.key -v2 aes-256-cbc -passout pass:open-sesame -out pbes2-aes256.key
openssl pkcs8 -topk8 -in right.key -v2 des3 -passout pass:open-sesame -out pbes2-des3.key
openssl pkcs8 -topk8 -in right-ec.key -scrypt -passout pass:open-sesame -out scrypt.key
openssl pkey -in right.key -traditional -aes-256-cbc -passout pass:open-sesame -out proc-type-aes256.key
openssl pkey -in right-ec.key -traditional -des-ede3-cbc -passout pass:open-sesame -out proc-type-des3.key

# Files that people have in place of these.
openssl crl2pkcs7 -nocrl -certfile right.pem -out right.p7b.pem
openssl crl2pkcs7 -nocrl -certfile right.pem -outform DER -out right.p7b
openssl pkey -in right.key -pubout -out right.pub
openssl x509 -in ca.pem -outform DER -out ca.der
for type in jks jceks; do
    keytool -genkeypair -alias test -dname CN=right -keyalg EC -groupname secp256r1 -validity 30 -storetype $type \
        -keystore keystore.$type -storepass open-sesame -keypass open-sesame
done

# Forms of PKCS#12: the name, the certificate, the passphrase, and how.
pfx() {
    name=$1 certificate=$2 passphrase=$3
    shift 3
    openssl pkcs12 -export -in "$certificate.pem" -inkey "$certificate.key" -certfile ca.pem -passout "pass:$passphrase" -out "$name.pfx" "$@"
}
pfx pfx-openssl3 right open-sesame
pfx pfx-legacy-rc2 right open-sesame -legacy
pfx pfx-legacy-3des right open-sesame -keypbe PBE-SHA1-3DES -certpbe PBE-SHA1-3DES -macalg sha1
pfx pfx-empty right ''
pfx pfx-no-mac right open-sesame -nomac
pfx pfx-ec right-ec open-sesame
pfx pfx-unicode right 'gehäim€'
pfx pfx-expired expired open-sesame
pfx pfx-wrong wrong open-sesame

# A key that never was outside of Java.
keystore() {
    keytool "$@" -keystore pfx-keytool.pfx -storetype PKCS12 -storepass open-sesame -alias service -noprompt
}
keystore -genkeypair -keyalg RSA -keysize 2048 -dname CN=right-keytool
keystore -certreq -file right-keytool.csr
sign right-keytool ca "$CLIENT"
cat right-keytool.pem ca.pem >right-keytool.chain
keystore -importcert -file right-keytool.chain
