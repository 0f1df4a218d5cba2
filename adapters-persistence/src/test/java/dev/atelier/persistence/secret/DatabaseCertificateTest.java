package dev.atelier.persistence.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.persistence.testing.PasswordPostgres;
import dev.atelier.persistence.testing.TlsFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The connection options documented in docs/deploy.md, against a PostgreSQL with a certificate. */
@Tag("slow")
class DatabaseCertificateTest {

    private static final String PASSWORD = "a-password";
    private static final String JDK = "sslmode=verify-full&sslfactory=org.postgresql.ssl.DefaultJavaSSLFactory";

    @TempDir
    static Path folder;

    private static TlsFiles shown;
    private static TlsFiles other;
    private static PasswordPostgres postgres;

    @BeforeAll
    static void start() throws Exception {
        shown = TlsFiles.make(Files.createDirectory(folder.resolve("shown")), "dns:localhost");
        other = TlsFiles.make(Files.createDirectory(folder.resolve("other")), "dns:localhost");
        postgres = PasswordPostgres.start(PASSWORD, shown.postgres());
    }

    @AfterAll
    static void stop() throws Exception {
        postgres.close();
    }

    @Test
    void aCertificateOfTheBundleIsTrusted() throws SQLException {
        assertThat(encrypted("localhost", bundle(shown))).isTrue();
    }

    @Test
    void aCertificateThatIsNotInTheBundleIsRejected() {
        assertThatThrownBy(() -> encrypted("localhost", bundle(other))).hasMessageContaining("SSL error");
    }

    @Test
    void aCertificateForAnotherHostIsRejected() {
        assertThatThrownBy(() -> encrypted("127.0.0.1", bundle(shown))).hasMessageContaining("could not be verified");
    }

    @Test
    void aCertificateOfNoAuthorityThatTheJdkTrustsIsRejected() {
        assertThatThrownBy(() -> encrypted("localhost", JDK)).hasMessageContaining("SSL error");
    }

    /** The template's former options. */
    @Test
    void withoutVerificationAnyCertificateWouldDo() throws SQLException {
        assertThat(encrypted("127.0.0.1", "sslmode=require")).isTrue();
    }

    private static String bundle(TlsFiles files) {
        return "sslmode=verify-full&sslrootcert=" + files.bundle();
    }

    private static boolean encrypted(String host, String options) throws SQLException {
        String url = "jdbc:postgresql://" + host + ":" + postgres.port() + "/" + PasswordPostgres.USER + "?" + options;
        try (Connection connection = DriverManager.getConnection(url, PasswordPostgres.USER, PASSWORD);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select ssl from pg_stat_ssl where pid = pg_backend_pid()")) {
            row.next();
            return row.getBoolean(1);
        }
    }
}
