package dev.atelier.bootstrap.context;

import static org.assertj.core.api.Assertions.assertThat;

import io.micronaut.context.ApplicationContext;
import io.micronaut.context.env.MapPropertySource;
import io.micronaut.context.env.PropertySource.PropertyConvention;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Former names of settings remain valid for one version. */
class SettingAliasesTest {

    private static final String DATA = "/srv/atelier";

    static Stream<Arguments> renamed() {
        return Stream.of(
                Arguments.of("background", "workers.enabled", "true"),
                Arguments.of("bulk-work", "bulk-operations.enabled", "true"),
                Arguments.of("import.spool", "import.temp-dir", DATA + "/imports"),
                Arguments.of("aws.spool-dir", "aws.temp-dir", ""),
                Arguments.of("local-gpu.spool-dir", "local-gpu.temp-dir", DATA + "/spool"),
                Arguments.of("local-gpu.real-time-wait", "local-gpu.real-time-timeout", ""),
                Arguments.of("local-gpu.jobs.model-turn", "local-gpu.jobs.checkpoint-affinity", ""),
                Arguments.of("local-gpu.health.set-aside-min", "local-gpu.health.quarantine-min", ""),
                Arguments.of("local-gpu.health.set-aside-max", "local-gpu.health.quarantine-max", ""));
    }

    @ParameterizedTest
    @MethodSource("renamed")
    void withoutEitherTheDefaultApplies(String former, String current, String defaultValue) {
        assertThat(value(current, Map.of(), PropertyConvention.JAVA_PROPERTIES)).isEqualTo(defaultValue);
    }

    @ParameterizedTest
    @MethodSource("renamed")
    void theFormerNameStillWorks(String former, String current) {
        assertThat(value(current, Map.of(key(former), "7s"), PropertyConvention.JAVA_PROPERTIES))
                .isEqualTo("7s");
        assertThat(value(current, Map.of(variable(former), "8s"), PropertyConvention.ENVIRONMENT_VARIABLE))
                .isEqualTo("8s");
    }

    @ParameterizedTest
    @MethodSource("renamed")
    void theNewNameWins(String former, String current) {
        assertThat(value(current, Map.of(key(former), "7s", key(current), "9s"), PropertyConvention.JAVA_PROPERTIES))
                .isEqualTo("9s");
        assertThat(value(
                        current,
                        Map.of(variable(former), "7s", variable(current), "9s"),
                        PropertyConvention.ENVIRONMENT_VARIABLE))
                .isEqualTo("9s");
    }

    @Test
    void theFormerNameInTheEnvironmentWinsOverAFilesDefault() {
        assertThat(value(
                        "bulk-operations.enabled",
                        Map.of("ATELIER_BULK_WORK", "true"),
                        PropertyConvention.ENVIRONMENT_VARIABLE,
                        "lambda"))
                .isEqualTo("true");
        assertThat(value("bulk-operations.enabled", Map.of(), PropertyConvention.ENVIRONMENT_VARIABLE, "lambda"))
                .isEqualTo("false");
    }

    @Test
    void everyFormerNameIsTested() {
        assertThat(Settings.FORMER)
                .isEqualTo(renamed()
                        .map(Arguments::get)
                        .collect(Collectors.toMap(names -> key((String) names[0]), names -> key((String) names[1]))));
    }

    private static String value(
            String setting, Map<String, Object> given, PropertyConvention convention, String... environments) {
        MapPropertySource source = new MapPropertySource("given", given) {
            @Override
            public PropertyConvention getConvention() {
                return convention;
            }
        };
        try (ApplicationContext context = AtelierContext.build(
                ApplicationContext.builder()
                        .environments(environments)
                        .deduceEnvironment(false)
                        .environmentPropertySource(false)
                        .propertySources(source),
                Map.of("atelier.data-dir", DATA))) {
            return context.getProperty(key(setting), String.class).orElse("");
        }
    }

    private static String key(String setting) {
        return "atelier." + setting;
    }

    private static String variable(String setting) {
        return key(setting).toUpperCase(Locale.ROOT).replaceAll("[.-]", "_");
    }
}
