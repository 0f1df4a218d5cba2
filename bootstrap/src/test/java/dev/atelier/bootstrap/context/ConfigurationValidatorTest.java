package dev.atelier.bootstrap.context;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.bootstrap.DocumentedSettings;
import io.micronaut.context.ApplicationContext;
import io.micronaut.context.ConfigurableBeanContext;
import io.micronaut.context.env.MapPropertySource;
import io.micronaut.context.env.PropertySource.PropertyConvention;
import io.micronaut.core.type.Argument;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every setting that the configuration classes declare, with values that cannot be read, and names that are no settings. */
class ConfigurationValidatorTest {

    private static final Settings SETTINGS = settings();
    private static final String SECRET = "geheim";

    static Stream<String> settingsThatAreNotTexts() {
        return SETTINGS.types().entrySet().stream()
                .filter(setting -> unreadable(setting.getValue()) != null)
                .map(Map.Entry::getKey);
    }

    static Stream<String> allSettings() {
        return SETTINGS.types().keySet().stream();
    }

    @Test
    void theSettingsAreThoseThatAreDocumented() {
        TreeSet<String> documented = new TreeSet<>(DocumentedSettings.rows());
        documented.removeAll(Settings.FORMER.keySet());

        assertThat(new TreeSet<>(SETTINGS.types().keySet())).isEqualTo(documented);
        assertThat(settingsThatAreNotTexts()).hasSizeGreaterThan(40);
    }

    @ParameterizedTest
    @MethodSource("settingsThatAreNotTexts")
    void aValueThatCannotBeReadStopsTheStart(String setting) {
        String value = unreadable(SETTINGS.types().get(setting));
        String key = setting.replace("*", "mine");

        assertThatThrownBy(() -> check(Map.of(key, value), PropertyConvention.JAVA_PROPERTIES))
                .hasMessageStartingWith(key + " is \"" + value.replace('\0', '?') + "\"; allowed is ")
                .message()
                .doesNotContain("\n");
        if (!setting.contains("*")) {
            String variable = Settings.variable(key);
            assertThatThrownBy(() -> check(Map.of(variable, value), PropertyConvention.ENVIRONMENT_VARIABLE))
                    .hasMessageStartingWith(key + " (" + variable + ") is ");
        }
    }

    @ParameterizedTest
    @MethodSource("allSettings")
    void aReferenceThatLeadsNowhereStopsTheStart(String setting) {
        String key = setting.replace("*", "mine");

        assertThatThrownBy(() -> check(Map.of(key, "${no.such.value}"), PropertyConvention.JAVA_PROPERTIES))
                .hasMessageContaining("${no.such.value}");
    }

    @ParameterizedTest
    @CsvSource({
        "atelier.queue-limit, 99999999999",
        "atelier.queue-limit, 1.5",
        "atelier.import.stall-timeout, 5 minutes",
        "atelier.import.stall-timeout, 99999999999999999999d",
        "atelier.import.max-bytes, 5 apples",
        "atelier.s3.path-style, yes",
        "atelier.workers.enabled, FALSE",
        "atelier.log-level, LOUD",
        "atelier.public-url, http://[",
    })
    void oneThatIsNearlyReadableStopsItToo(String key, String value) {
        assertThatThrownBy(() -> check(Map.of(key, value), PropertyConvention.JAVA_PROPERTIES))
                .hasMessageStartingWith(key + " is \"" + value + "\"; allowed is ");
    }

    @Test
    void aListWhereOneValueIsAllowedStopsTheStart() {
        assertThatThrownBy(
                        () -> check(Map.of("atelier.queue-limit", List.of(1, 2)), PropertyConvention.JAVA_PROPERTIES))
                .hasMessageContaining("allowed is a whole number");
    }

    @Test
    void anEmptyValueCountsAsNoneWhereThereIsADefault() {
        assertThatCode(() -> check(
                        Map.of("ATELIER_QUEUE_LIMIT", "", "ATELIER_PUBLIC_URL", "", "ATELIER_API_KEY", ""),
                        PropertyConvention.ENVIRONMENT_VARIABLE))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> check(Map.of("ATELIER_PORT", ""), PropertyConvention.ENVIRONMENT_VARIABLE))
                .hasMessage("atelier.port (ATELIER_PORT) is empty; allowed is a whole number");
    }

    @Test
    void thePasswordInAUrlIsNotShown() {
        assertThatThrownBy(() -> check(
                        Map.of("ATELIER_PUBLIC_URL", "http://me:" + SECRET + "@a b"),
                        PropertyConvention.ENVIRONMENT_VARIABLE))
                .hasMessageContaining("http://…@a b")
                .message()
                .doesNotContain(SECRET);
        assertThatThrownBy(() -> new DatabaseConfiguration(
                        "postgresql://me:" + SECRET + "@db/x?password=" + SECRET, null, SECRET, 1, true))
                .hasMessage("atelier.database.url is postgresql://db/x; allowed is"
                        + " jdbc:postgresql://host:port/database, or jdbc:h2:… for an embedded one");
        assertThat(new DatabaseConfiguration("jdbc:postgresql://db/x?password=" + SECRET, "me", SECRET, 1, true)
                        .toString())
                .doesNotContain(SECRET);
    }

    @Test
    void aFormerNameIsTheOneInTheMessage() {
        assertThatThrownBy(() -> check(
                        Map.of("ATELIER_LOCAL_GPU_REAL_TIME_WAIT", "soon"), PropertyConvention.ENVIRONMENT_VARIABLE))
                .hasMessageStartingWith(
                        "atelier.local-gpu.real-time-timeout (ATELIER_LOCAL_GPU_REAL_TIME_WAIT) is \"soon\"; allowed is");
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            value = {
                "ATELIER_QUEUE_LIMT, ATELIER_QUEUE_LIMT is not a setting and has no effect; the nearest one is ATELIER_QUEUE_LIMIT",
                "ATELIER_DATABSE_URL, ATELIER_DATABSE_URL is not a setting and has no effect; the nearest one is ATELIER_DATABASE_URL",
                "ATELIER_BACKGROUND, ATELIER_BACKGROUND is called ATELIER_WORKERS_ENABLED now; the next version will not read ATELIER_BACKGROUND",
                "ATELIER_QUEUE_LIMIT, none",
                "OTHER_QUEUE_LIMT, none",
                "atelier.queue-limt, atelier.queue-limt is not a setting and has no effect; the nearest one is atelier.queue-limit",
                "atelier.local-gpu.node.big.urls, atelier.local-gpu.node.big.urls is not a setting and has no effect; the nearest one is atelier.local-gpu.node.*.url",
                "atelier.bulk-work, atelier.bulk-work is called atelier.bulk-operations.enabled now; the next version will not read atelier.bulk-work",
                "atelier.queueLimit, none",
                "atelier.local-gpu.node.big.url, none",
                "atelier.local-gpu.nodes[0], none",
            })
    void aNameThatIsNoSettingIsWarnedOf(String name, String warning) {
        PropertyConvention convention = name.startsWith("atelier.")
                ? PropertyConvention.JAVA_PROPERTIES
                : PropertyConvention.ENVIRONMENT_VARIABLE;
        try (ApplicationContext context = context(Map.of(name, "1"), convention)) {
            List<String> warnings = ConfigurationValidator.warnings(SETTINGS, context.getEnvironment());

            assertThat(warnings).isEqualTo(warning == null ? List.of() : List.of(warning));
        }
    }

    @Test
    void theDataFolderOfAConfigurationFileIsHonouredAndMadeAbsolute() {
        try (ApplicationContext context =
                context(Map.of("atelier.data-dir", "below/here"), PropertyConvention.JAVA_PROPERTIES)) {
            assertThat(context.getProperty("atelier.database.url", String.class).orElseThrow())
                    .startsWith("jdbc:h2:async:" + Path.of("below/here").toAbsolutePath() + "/atelier;");
        }
        try (ApplicationContext context = context(Map.of(), PropertyConvention.JAVA_PROPERTIES)) {
            assertThat(context.getProperty("atelier.data-dir", String.class))
                    .hasValue(Path.of("data").toAbsolutePath().toString());
        }
    }

    /** A text that is no value of this type; null where every text is one. */
    private static String unreadable(Argument<?> type) {
        if (type.getType() == URI.class) {
            return "http://a b";
        }
        if (type.getType() == Path.class) {
            return "a\0b";
        }
        return type.getType() == String.class || type.isContainerType() ? null : "many";
    }

    /** As at the start; the message is the one that operators see. */
    private static void check(Map<String, Object> given, PropertyConvention convention) {
        try (ApplicationContext context = context(given, convention)) {
            try {
                ConfigurationValidator.check(SETTINGS, context.getEnvironment());
            } catch (RuntimeException e) {
                throw StartException.of(e, context.getEnvironment());
            }
        }
    }

    private static ApplicationContext context(Map<String, Object> given, PropertyConvention convention) {
        MapPropertySource source = new MapPropertySource("given", given) {
            @Override
            public PropertyConvention getConvention() {
                return convention;
            }
        };
        return AtelierContext.build(
                ApplicationContext.builder()
                        .deduceEnvironment(false)
                        .environmentPropertySource(false)
                        .propertySources(source),
                Map.of());
    }

    private static Settings settings() {
        try (ApplicationContext context = context(Map.of(), PropertyConvention.JAVA_PROPERTIES)) {
            ((ConfigurableBeanContext) context).configure();
            return new Settings(context);
        }
    }
}
