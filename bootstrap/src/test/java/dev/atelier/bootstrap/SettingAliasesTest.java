package dev.atelier.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.bootstrap.context.AtelierContext;
import io.micronaut.context.ApplicationContext;
import io.micronaut.context.env.Environment;
import io.micronaut.context.env.MapPropertySource;
import io.micronaut.context.env.PropertySource.PropertyConvention;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Former names of settings remain valid for one version. */
class SettingAliasesTest {

    private static final String DATA = "/srv/atelier";

    static Stream<Arguments> renamed() {
        return Stream.of(
                Arguments.of("spool-dir", "temp-dir", DATA + "/spool"),
                Arguments.of("real-time-wait", "real-time-timeout", "300s"),
                Arguments.of("jobs.model-turn", "jobs.checkpoint-affinity", "60s"),
                Arguments.of("health.set-aside-min", "health.quarantine-min", "5s"),
                Arguments.of("health.set-aside-max", "health.quarantine-max", "5m"));
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

    private static String value(String setting, Map<String, Object> given, PropertyConvention convention) {
        MapPropertySource source = new MapPropertySource("given", given) {
            @Override
            public PropertyConvention getConvention() {
                return convention;
            }
        };
        try (ApplicationContext context = AtelierContext.builder(Map.of("atelier.data-dir", DATA))
                .deduceEnvironment(false)
                .environmentPropertySource(false)
                .propertySources(source)
                .build()) {
            Environment environment = context.getEnvironment().start();
            return environment.getRequiredProperty(key(setting), String.class);
        }
    }

    private static String key(String setting) {
        return "atelier.local-gpu." + setting;
    }

    private static String variable(String setting) {
        return key(setting).toUpperCase(Locale.ROOT).replaceAll("[.-]", "_");
    }
}
