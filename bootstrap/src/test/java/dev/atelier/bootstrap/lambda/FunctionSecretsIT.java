package dev.atelier.bootstrap.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.bootstrap.AtelierProcess;
import dev.atelier.persistence.testing.PasswordPostgres;
import dev.atelier.persistence.testing.SecretsStub;
import dev.atelier.persistence.testing.TlsFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The jar for functions, with the template's database URL: secrets read at run time, and a verified certificate. */
class FunctionSecretsIT {

    private static final String DATABASE = "atelier/database";
    private static final String KEY = "atelier/api-key";
    private static final String NEW_KEY = "the-key-after-the-rotation";
    private static final Duration AGE = Duration.ofSeconds(1);
    private static final String JVM = "-XX:+UseSerialGC -XX:TieredStopAtLevel=1 ";

    @TempDir
    Path folder;

    private TlsFiles tls;
    private PasswordPostgres postgres;
    private SecretsStub secrets;

    @BeforeEach
    void start() throws Exception {
        tls = TlsFiles.make(folder, "dns:localhost");
        postgres = PasswordPostgres.start("first-password", tls.postgres());
        secrets = SecretsStub.start();
        secrets.putLogin(DATABASE, PasswordPostgres.USER, "first-password");
        secrets.put(KEY, AtelierProcess.KEY);
    }

    @AfterEach
    void stop() throws Exception {
        secrets.close();
        postgres.close();
    }

    @Test
    void bothSecretsAreRotatedWhileTheFunctionLives() throws Exception {
        try (FunctionProcess function = FunctionProcess.start(ApiHandler.class, settings(tls.trusting()))) {
            function.ready();
            assertThat(status(function, AtelierProcess.KEY)).isEqualTo(200);

            secrets.putLogin(DATABASE, PasswordPostgres.USER, "second-password");
            postgres.password("second-password");
            postgres.disconnect();
            await().atMost(Duration.ofSeconds(90)).until(() -> status(function, AtelierProcess.KEY) == 200);

            secrets.put(KEY, NEW_KEY);
            await().atMost(Duration.ofSeconds(90)).until(() -> status(function, NEW_KEY) == 200);
            assertThat(status(function, AtelierProcess.KEY)).isEqualTo(403);
            assertThat(secrets.reads(DATABASE)).isEqualTo(2);
            assertThat(function.output())
                    .contains("its secret has changed and was read again")
                    .doesNotContain("first-password", "second-password", NEW_KEY, AtelierProcess.KEY);
        }
    }

    @Test
    void aCopyOfASnapshotHasNoConnectionFromBeforeAndReadsSecretsThatWereRotatedSince() throws Exception {
        try (FunctionProcess function = FunctionProcess.snapshot(ApiHandler.class, settings(tls.trusting()))) {
            await().until(() -> postgres.connections() == 0);
            secrets.putLogin(DATABASE, PasswordPostgres.USER, "second-password");
            postgres.password("second-password");
            secrets.put(KEY, NEW_KEY);
            Thread.sleep(AGE.toMillis());

            function.restore();

            assertThat(status(function, NEW_KEY)).isEqualTo(200);
            assertThat(status(function, AtelierProcess.KEY)).isEqualTo(403);
            assertThat(postgres.connections()).isPositive();
        }
    }

    @Test
    void aFunctionThatMayNotReadItsSecretsSaysSoAndDoesNotStart() throws Exception {
        secrets.denies();

        try (FunctionProcess function = FunctionProcess.start(ApiHandler.class, settings(tls.trusting()))) {
            assertThat(function.rejection() + function.output())
                    .contains("atelier.secrets.database cannot be read", "secretsmanager:GetSecretValue");
        }
    }

    @Test
    void aDatabaseWhoseCertificateIsOfNoTrustedAuthorityIsNotSentAPassword() throws Exception {
        Map<String, String> settings = settings("");
        try (FunctionProcess function = FunctionProcess.start(ApiHandler.class, settings)) {
            assertThat(function.rejection() + function.output()).contains("PKIX path building failed");
        }
    }

    private static int status(FunctionProcess function, String key) throws Exception {
        JsonNode answer =
                function.invoke(RestApi.call("GET", "/endpoints", null).replace(AtelierProcess.KEY, key));
        return answer.path("statusCode").asInt();
    }

    private Map<String, String> settings(String jvm) throws Exception {
        Template template = Template.read(Files.readString(TemplateTest.FILE));
        Map<String, String> settings = new HashMap<>(secrets.environment());
        settings.putAll(Map.of(
                "JAVA_TOOL_OPTIONS",
                JVM + jvm,
                "ATELIER_DATABASE_URL",
                TemplateTest.databaseUrl(template)
                        .replace("${DatabaseProxy.Endpoint}", "localhost:" + postgres.port())
                        .replace("${DatabaseName}", PasswordPostgres.USER),
                "ATELIER_SECRETS_DATABASE",
                DATABASE,
                "ATELIER_SECRETS_API_KEY",
                KEY,
                "ATELIER_SECRETS_MAX_AGE",
                AGE.toString(),
                "ATELIER_DATA_DIR",
                folder.resolve("function").toString(),
                "ATELIER_BACKEND",
                "local-gpu",
                "ATELIER_STORE",
                "file",
                "ATELIER_FILE_STORE_FOLDER",
                folder.resolve("shared").toString()));
        return settings;
    }
}
