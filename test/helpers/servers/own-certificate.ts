import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import tls from 'node:tls';
import { promisify } from 'node:util';

/** Python with `cryptography`: machines without openssl have it too, since ministack itself needs it. */
const script = `
import sys, datetime, ipaddress
from cryptography import x509
from cryptography.x509.oid import NameOID
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
key = ec.generate_private_key(ec.SECP256R1())
name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "faceline test")])
now = datetime.datetime.now(datetime.timezone.utc)
certificate = (x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
  .serial_number(x509.random_serial_number()).not_valid_before(now - datetime.timedelta(days=1))
  .not_valid_after(now + datetime.timedelta(days=2))
  .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost"), x509.DNSName("*.localhost"),
    x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
  .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
  .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
  .sign(key, hashes.SHA256()))
pem = serialization.Encoding.PEM
open(sys.argv[1], "wb").write(certificate.public_bytes(pem))
open(sys.argv[2], "wb").write(key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))
`;

export interface OwnCertificate {
  readonly certificate: string;
  readonly key: string;
  /** The certificate, and whatever this machine trusts besides: for NODE_EXTRA_CA_CERTS and AWS_CA_BUNDLE. */
  readonly bundle: string;
}

/** Makes a certificate for 127.0.0.1 that signs itself, and has this process trust it. */
export async function makeOwnCertificate(python: string, folder: string): Promise<OwnCertificate> {
  const certificate = path.join(folder, 'certificate.pem');
  const key = path.join(folder, 'key.pem');
  const bundle = path.join(folder, 'bundle.pem');
  await promisify(execFile)(python, ['-c', script, certificate, key]);
  const own = await readFile(certificate, 'utf8');
  const extra = process.env.NODE_EXTRA_CA_CERTS;
  const others = extra === undefined ? '' : await readFile(extra, 'utf8').catch(() => '');
  await writeFile(bundle, `${own}\n${others}`);
  tls.setDefaultCACertificates([...tls.getCACertificates('default'), own]);
  return { certificate, key, bundle };
}
