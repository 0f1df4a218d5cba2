package dev.atelier.persistence.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Base64;
import java.util.Map;

/** A self-signed certificate for these names and its key, made by keytool, in the formats of servers and clients. */
public final class TlsFiles {

    private static final String PASSWORD = "changeit";
    private static final String ALIAS = "server";

    private final Path certificate;
    private final Path key;
    private final Path trustStore;

    private TlsFiles(Path folder) {
        this.certificate = folder.resolve("server.crt");
        this.key = folder.resolve("server.key");
        this.trustStore = folder.resolve("trusted.p12");
    }

    /** @param names in keytool's format: {@code dns:localhost,ip:127.0.0.1} */
    public static TlsFiles make(Path folder, String names) throws Exception {
        TlsFiles files = new TlsFiles(folder);
        Path made = folder.resolve("made.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        ALIAS,
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=database",
                        "-ext",
                        "san=" + names,
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        made.toString(),
                        "-storepass",
                        PASSWORD)
                .inheritIO()
                .start();
        if (keytool.waitFor() != 0) {
            throw new IOException("keytool failed");
        }
        files.take(made);
        return files;
    }

    private void take(Path made) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(made)) {
            store.load(in, PASSWORD.toCharArray());
        }
        Certificate own = store.getCertificate(ALIAS);
        pem(certificate, "CERTIFICATE", own.getEncoded());
        pem(key, "PRIVATE KEY", store.getKey(ALIAS, PASSWORD.toCharArray()).getEncoded());
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry(ALIAS, own);
        try (OutputStream out = Files.newOutputStream(trustStore)) {
            trusted.store(out, PASSWORD.toCharArray());
        }
    }

    private static void pem(Path file, String kind, byte[] content) throws IOException {
        String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        Files.writeString(file, "-----BEGIN " + kind + "-----\n" + text + "\n-----END " + kind + "-----\n");
    }

    /** PostgreSQL settings that use the certificate. */
    public Map<String, String> postgres() {
        return Map.of("ssl", "on", "ssl_cert_file", certificate.toString(), "ssl_key_file", key.toString());
    }

    /** The certificate as a bundle. */
    public Path bundle() {
        return certificate;
    }

    /** Options of a JVM that trusts only this certificate. */
    public String trusting() {
        return "-Djavax.net.ssl.trustStore=" + trustStore + " -Djavax.net.ssl.trustStorePassword=" + PASSWORD;
    }
}
