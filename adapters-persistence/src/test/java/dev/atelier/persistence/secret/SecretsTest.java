package dev.atelier.persistence.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import dev.atelier.application.access.ApiKey;
import dev.atelier.application.access.ApiKeyRepository;
import dev.atelier.application.access.InitializeAccessControl;
import dev.atelier.persistence.JsonColumnCodec;
import dev.atelier.persistence.testing.PasswordPostgres;
import dev.atelier.persistence.testing.S3Server;
import dev.atelier.persistence.testing.SecretsStub;
import io.micronaut.context.ApplicationContext;
import io.micronaut.jdbc.DataSourceResolver;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Secrets read at run time, against PostgreSQL and the wire format of AWS Secrets Manager. */
@Timeout(120)
@Tag("slow")
class SecretsTest {

    private static final String DATABASE = "atelier/database";
    private static final String KEY = "atelier/api-key";
    private static final String FIRST = "first-password";
    private static final String SECOND = "second-password";

    private static PasswordPostgres postgres;

    private final SecretsStub secrets = SecretsStub.start();
    private final Map<String, String> before = new HashMap<>();

    @BeforeAll
    static void startDatabase() throws Exception {
        postgres = PasswordPostgres.start(FIRST);
    }

    @AfterAll
    static void stopDatabase() throws Exception {
        postgres.close();
    }

    @BeforeEach
    void prepare() throws SQLException {
        postgres.password(FIRST);
        secrets.putLogin(DATABASE, PasswordPostgres.USER, FIRST);
        Map.of(
                        "aws.endpointUrlSecretsManager", secrets.url(),
                        "aws.region", SecretsStub.REGION,
                        "aws.accessKeyId", S3Server.ACCESS_KEY,
                        "aws.secretAccessKey", S3Server.SECRET_KEY,
                        "aws.disableEc2Metadata", "true")
                .forEach((name, value) -> before.put(name, System.setProperty(name, value)));
    }

    @AfterEach
    void restore() {
        before.forEach((name, value) -> {
            if (value == null) {
                System.clearProperty(name);
            } else {
                System.setProperty(name, value);
            }
        });
        secrets.close();
    }

    @Test
    void theDatabaseIsReachedAsTheSecretSays() throws SQLException {
        try (ApplicationContext context = start(Map.of())) {
            assertThat(user(context)).isEqualTo(PasswordPostgres.USER);
            assertThat(secrets.reads(DATABASE)).isEqualTo(1);
        }
    }

    @Test
    void aPasswordThatIsRotatedWhileTheServiceRunsNeedsNoRestart() throws SQLException {
        try (ApplicationContext context = start(Map.of())) {
            assertThat(user(context)).isEqualTo(PasswordPostgres.USER);

            rotate(SECOND);

            await().atMost(Duration.ofSeconds(20))
                    .ignoreExceptions()
                    .untilAsserted(() -> assertThat(user(context)).isEqualTo(PasswordPostgres.USER));
            assertThat(secrets.reads(DATABASE)).isEqualTo(2);
        }
    }

    @Test
    void theServiceSurvivesTheMomentBetweenTheNewPasswordAndTheNewSecret() throws SQLException {
        try (ApplicationContext context = start(Map.of())) {
            postgres.password(SECOND);
            postgres.disconnect();
            assertThatThrownBy(() -> user(context)).isInstanceOf(SQLException.class);

            secrets.putLogin(DATABASE, PasswordPostgres.USER, SECOND);

            await().atMost(Duration.ofSeconds(20))
                    .ignoreExceptions()
                    .untilAsserted(() -> assertThat(user(context)).isEqualTo(PasswordPostgres.USER));
        }
    }

    @Test
    void aPasswordThatStaysWrongDoesNotHaveSecretsManagerAskedWithEveryAttempt() throws Exception {
        try (ApplicationContext context = ApplicationContext.run(Map.of("datasources.default.enabled", false))) {
            DatabaseSecret secret = new DatabaseSecret(
                    context.getBean(SecretsManager.class), context.getBean(JsonColumnCodec.class), DATABASE);
            DatabaseLogin login = secret.current();

            for (int i = 0; i < 100; i++) {
                assertThat(secret.after(login)).isEqualTo(login);
            }

            assertThat(secrets.reads(DATABASE)).isLessThanOrEqualTo(3);
            assertThat(login.toString()).doesNotContain(FIRST);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"not JSON", "[]", "{}", "{\"username\": \"atelier\"}", "{\"username\": 1, \"password\": 2}"})
    void aSecretThatIsNoLoginStopsTheStartWithASentenceThatDoesNotRepeatIt(String text) {
        secrets.put(DATABASE, text);

        assertThatThrownBy(() -> start(Map.of()))
                .rootCause()
                .hasMessage("atelier.secrets.database names the secret " + DATABASE
                        + ", which is not JSON with the strings username and password");
    }

    @Test
    void aSecretThatIsMissingStopsTheStart() {
        assertThatThrownBy(() -> start(Map.of("atelier.secrets.database", "no/such")))
                .rootCause()
                .hasMessageContaining("atelier.secrets.database cannot be read: ")
                .hasMessageContaining("no value of a secret no/such");
    }

    @Test
    void aSecretThatMayNotBeReadStopsTheStart() {
        secrets.denies();

        assertThatThrownBy(() -> start(Map.of()))
                .rootCause()
                .hasMessageContaining("400 AccessDeniedException")
                .hasMessageContaining("need secretsmanager:GetSecretValue");
    }

    @Test
    void secretsManagerOutOfReachStopsTheStart() {
        secrets.close();

        assertThatThrownBy(() -> start(Map.of()))
                .rootCause()
                .hasMessageContaining("atelier.secrets.database cannot be read: Secrets Manager cannot be reached");
    }

    @Test
    void aPasswordBesideASecretIsRejected() {
        assertThatThrownBy(() -> start(Map.of("datasources.default.password", "x")))
                .rootCause()
                .hasMessageContaining("both atelier.secrets.database and atelier.database.password are set");
    }

    @Test
    void anApiKeyThatIsRotatedReplacesTheOneBefore() {
        secrets.put(KEY, "the-first-key-of-all");
        try (ApplicationContext context =
                start(Map.of("atelier.secrets.api-key", KEY, "atelier.secrets.max-age", "1s"))) {
            ApiKeyRepository keys = context.getBean(ApiKeyRepository.class);
            keys.replaceSettingsKeys(List.of(own("the-first-key-of-all")));
            assertThat(find(keys, "the-first-key-of-all")).isPresent();

            secrets.put(KEY, "the-second-key-of-all");

            await().until(() -> find(keys, "the-second-key-of-all").isPresent());
            assertThat(find(keys, "the-second-key-of-all").orElseThrow().name())
                    .isEqualTo(InitializeAccessControl.OWN_KEY);
            assertThat(find(keys, "the-first-key-of-all")).isEmpty();
        }
    }

    @Test
    void anApiKeyStaysWhileItsSecretCannotBeReadOrIsEasyToGuess() {
        secrets.put(KEY, "short");
        try (ApplicationContext context =
                start(Map.of("atelier.secrets.api-key", KEY, "atelier.secrets.max-age", "1s"))) {
            ApiKeyRepository keys = context.getBean(ApiKeyRepository.class);
            keys.replaceSettingsKeys(List.of(own("the-first-key-of-all")));
            await().until(() -> find(keys, "the-first-key-of-all").isPresent() && secrets.reads(KEY) >= 1);
            secrets.denies();
            long reads = secrets.reads(KEY);
            await().until(() -> find(keys, "the-first-key-of-all").isPresent() && secrets.reads(KEY) > reads);
            assertThat(find(keys, "short")).isEmpty();
        }
    }

    @Test
    void anApiKeyIsNotReadAgainBeforeItsTime() {
        secrets.put(KEY, "the-first-key-of-all");
        try (ApplicationContext context = start(Map.of("atelier.secrets.api-key", KEY))) {
            ApiKeyRepository keys = context.getBean(ApiKeyRepository.class);
            for (int i = 0; i < 10; i++) {
                find(keys, "an unknown key");
            }
            assertThat(secrets.reads(KEY)).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"0s", "25h"})
    void anAgeThatMakesNoSenseIsRejected(String age) {
        assertThatThrownBy(() -> start(Map.of("atelier.secrets.max-age", age)))
                .rootCause()
                .hasMessageContaining("atelier.secrets.max-age")
                .hasMessageContaining("between 1s and 24h");
    }

    private void rotate(String password) throws SQLException {
        secrets.putLogin(DATABASE, PasswordPostgres.USER, password);
        postgres.password(password);
        postgres.disconnect();
    }

    private static ApiKey own(String key) {
        return ApiKey.of(InitializeAccessControl.OWN_KEY, key, Optional.empty(), ApiKey.Origin.SETTINGS);
    }

    private static Optional<ApiKey> find(ApiKeyRepository keys, String key) {
        return keys.find(ApiKey.hash(key));
    }

    private static String user(ApplicationContext context) throws SQLException {
        DataSource pool = context.getBean(DataSourceResolver.class).resolve(context.getBean(DataSource.class));
        assertThat(pool.isWrapperFor(HikariDataSource.class)).isTrue();
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select current_user")) {
            row.next();
            return row.getString(1);
        }
    }

    private static ApplicationContext start(Map<String, Object> settings) {
        Map<String, Object> all = new HashMap<>(Map.of(
                "datasources.default.url",
                postgres.url(),
                "datasources.default.username",
                "not-read",
                "datasources.default.password",
                "",
                "datasources.default.maximum-pool-size",
                2,
                "datasources.default.connection-timeout",
                5000,
                "flyway.datasources.default.enabled",
                true,
                "atelier.workers.enabled",
                false,
                "atelier.secrets.database",
                DATABASE));
        all.putAll(settings);
        return ApplicationContext.builder(all).singletons(Clock.systemUTC()).start();
    }
}
