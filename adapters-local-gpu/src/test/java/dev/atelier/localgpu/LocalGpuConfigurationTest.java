package dev.atelier.localgpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.application.compute.BackendRegistry;
import dev.atelier.application.compute.NodeDefinition;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.localgpu.node.HealthCheckConfiguration;
import dev.atelier.localgpu.node.InstanceTypeMatcher;
import dev.atelier.localgpu.node.JobExecutionConfiguration;
import dev.atelier.localgpu.node.NodeSettings;
import dev.atelier.localgpu.node.NodeWorkerPool;
import io.micronaut.context.ApplicationContext;
import io.micronaut.context.env.MapPropertySource;
import io.micronaut.context.env.PropertySource;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LocalGpuConfigurationTest {

    @Test
    void withoutSettingsTheDefaultsHold() {
        try (ApplicationContext context = start(Map.of())) {
            assertThat(context.getBean(LocalGpuConfiguration.class))
                    .isEqualTo(new LocalGpuConfiguration(
                            List.of(),
                            null,
                            0,
                            List.of("*"),
                            null,
                            null,
                            Duration.ofMinutes(10),
                            Duration.ofSeconds(300),
                            100,
                            new JobExecutionConfiguration(
                                    Duration.ofSeconds(15),
                                    Duration.ofSeconds(3),
                                    Duration.ofMillis(500),
                                    3,
                                    Duration.ofSeconds(2),
                                    Duration.ofMinutes(15),
                                    Duration.ofSeconds(60),
                                    Duration.ofSeconds(30),
                                    Duration.ofMinutes(15),
                                    true),
                            new HealthCheckConfiguration(
                                    Duration.ofSeconds(5),
                                    Duration.ofSeconds(60),
                                    Duration.ofSeconds(5),
                                    Duration.ofMinutes(5),
                                    Duration.ofSeconds(3),
                                    Duration.ofSeconds(10),
                                    Duration.ofSeconds(20))));
            assertThat(context.getBean(NodeSettingsResolver.class).list()).isEmpty();
        }
    }

    @Test
    void everySettingCanBeGiven(@TempDir Path models) {
        try (ApplicationContext context = start(Map.ofEntries(
                Map.entry("atelier.local-gpu.nodes", "http://gpu1:7860,http://gpu2:7860"),
                Map.entry("atelier.local-gpu.models-dir", models.toString()),
                Map.entry("atelier.local-gpu.models-max-bytes", "2KB"),
                Map.entry("atelier.local-gpu.instance-types", "ml.g5.*,ml.g6.*"),
                Map.entry("atelier.local-gpu.temp-dir", "temp"),
                Map.entry("atelier.local-gpu.demo-dir", "demo"),
                Map.entry("atelier.local-gpu.endpoint-start-timeout", "1m"),
                Map.entry("atelier.local-gpu.real-time-timeout", "2m"),
                Map.entry("atelier.local-gpu.max-added-nodes", "4"),
                Map.entry("atelier.local-gpu.jobs.lease", "30s"),
                Map.entry("atelier.local-gpu.jobs.heartbeat", "10s"),
                Map.entry("atelier.local-gpu.jobs.poll-interval", "1s"),
                Map.entry("atelier.local-gpu.jobs.attempts", "5"),
                Map.entry("atelier.local-gpu.jobs.retry-pause", "4s"),
                Map.entry("atelier.local-gpu.jobs.timeout", "1h"),
                Map.entry("atelier.local-gpu.jobs.checkpoint-affinity", "90s"),
                Map.entry("atelier.local-gpu.jobs.stop-grace", "1s"),
                Map.entry("atelier.local-gpu.jobs.unservable-timeout", "3m"),
                Map.entry("atelier.local-gpu.jobs.split-iterations", "false"),
                Map.entry("atelier.local-gpu.health.silence", "13s"),
                Map.entry("atelier.local-gpu.health.probe-interval", "7s"),
                Map.entry("atelier.local-gpu.health.models-interval", "8s"),
                Map.entry("atelier.local-gpu.health.quarantine-min", "9s"),
                Map.entry("atelier.local-gpu.health.quarantine-max", "10s"),
                Map.entry("atelier.local-gpu.health.connect-timeout", "11s"),
                Map.entry("atelier.local-gpu.health.answer-timeout", "12s")))) {
            assertThat(context.getBean(LocalGpuConfiguration.class))
                    .isEqualTo(new LocalGpuConfiguration(
                            List.of("http://gpu1:7860", "http://gpu2:7860"),
                            models.toString(),
                            2048,
                            List.of("ml.g5.*", "ml.g6.*"),
                            "temp",
                            "demo",
                            Duration.ofMinutes(1),
                            Duration.ofMinutes(2),
                            4,
                            new JobExecutionConfiguration(
                                    Duration.ofSeconds(30),
                                    Duration.ofSeconds(10),
                                    Duration.ofSeconds(1),
                                    5,
                                    Duration.ofSeconds(4),
                                    Duration.ofHours(1),
                                    Duration.ofSeconds(90),
                                    Duration.ofSeconds(1),
                                    Duration.ofMinutes(3),
                                    false),
                            new HealthCheckConfiguration(
                                    Duration.ofSeconds(7),
                                    Duration.ofSeconds(8),
                                    Duration.ofSeconds(9),
                                    Duration.ofSeconds(10),
                                    Duration.ofSeconds(11),
                                    Duration.ofSeconds(12),
                                    Duration.ofSeconds(13))));
            assertThat(context.getBean(NodeSettingsResolver.class).list())
                    .hasSize(2)
                    .allMatch(node -> node.modelsDir().orElseThrow().equals(models) && node.modelsMaxBytes() == 2048);
        }
    }

    @Test
    void aNodesOwnSettingsGoBeforeThoseForAll(@TempDir Path models) {
        try (ApplicationContext context = start(Map.of(
                "atelier.local-gpu.nodes", "http://gpu1:7860,http://gpu2:7860",
                "atelier.local-gpu.instance-types", "ml.g5.*",
                "atelier.local-gpu.node.big.url", "http://u:secret@gpu1:7860",
                "atelier.local-gpu.node.big.models-dir", models.toString(),
                "atelier.local-gpu.node.big.models-max-bytes", "3KB",
                "atelier.local-gpu.node.big.instance-types", "ml.p4d.*",
                "atelier.local-gpu.node.extra.url", "http://gpu3:7860"))) {
            Map<String, NodeSettings> nodes = context.getBean(NodeSettingsResolver.class).list().stream()
                    .collect(Collectors.toMap(node -> node.url().name(), node -> node));

            assertThat(nodes.keySet()).containsExactlyInAnyOrder("gpu1:7860", "gpu2:7860", "gpu3:7860");
            assertThat(nodes.get("gpu1:7860").modelsDir()).contains(models);
            assertThat(nodes.get("gpu1:7860").modelsMaxBytes()).isEqualTo(3072);
            assertThat(nodes.get("gpu1:7860").instanceTypes()).isEqualTo(new InstanceTypeMatcher(List.of("ml.p4d.*")));
            assertThat(nodes.get("gpu3:7860").modelsDir()).isEmpty();
            assertThat(nodes.get("gpu3:7860").instanceTypes()).isEqualTo(new InstanceTypeMatcher(List.of("ml.g5.*")));
            assertThat(context.getBeansOfType(NodeConfiguration.class).toString())
                    .doesNotContain("secret");
            assertThat(nodes.toString()).doesNotContain("secret");
        }
    }

    @Test
    void aNodeThatIsAddedHasTheSettingsOfAllNodes(@TempDir Path models, @TempDir Path own) {
        try (ApplicationContext context = start(Map.of(
                "atelier.local-gpu.models-dir", models.toString(),
                "atelier.local-gpu.models-max-bytes", "2KB",
                "atelier.local-gpu.instance-types", "ml.g5.*",
                "atelier.local-gpu.node.big.url", "http://gpu1:7860",
                "atelier.local-gpu.node.big.models-dir", own.toString(),
                "atelier.local-gpu.node.big.models-max-bytes", "3KB"))) {
            NodeSettingsResolver resolver = context.getBean(NodeSettingsResolver.class);

            NodeSettings plain = resolver.added(added("http://u:p@gpu2:7860", List.of(), null));
            assertThat(plain.url().name()).isEqualTo("gpu2:7860");
            assertThat(plain.modelsDir()).contains(models);
            assertThat(plain.modelsMaxBytes()).isEqualTo(2048);
            assertThat(plain.instanceTypes()).isEqualTo(new InstanceTypeMatcher(List.of("ml.g5.*")));

            NodeSettings other = resolver.added(added("http://gpu2:7860", List.of("ml.p4d.*"), own.toString()));
            assertThat(other.modelsDir()).contains(own);
            assertThat(other.modelsMaxBytes()).isEqualTo(3072);
            assertThat(other.instanceTypes()).isEqualTo(new InstanceTypeMatcher(List.of("ml.p4d.*")));
            assertThat(resolver.added(added("http://gpu2:7860", List.of(), "")).modelsDir())
                    .isEmpty();
        }
    }

    @Test
    void whatCannotBeAddedIsNamedWithoutSecrets() {
        try (ApplicationContext context = start(Map.of())) {
            NodeSettingsResolver resolver = context.getBean(NodeSettingsResolver.class);

            assertRejected(resolver, added("u:secret@gpu2", List.of(), null), "url is …@gpu2; allowed is the base URL");
            assertRejected(
                    resolver,
                    added("http://u:secret@" + "a".repeat(251) + ":7860", List.of(), null),
                    "of which host, port and path have at most 255");
            assertRejected(
                    resolver,
                    added("http://gpu2:7860/" + "a".repeat(2000), List.of(), null),
                    "allowed is at most 2000");
            assertRejected(
                    resolver,
                    added("http://gpu2", List.of("ml.g[5]"), null),
                    "instance_types is [ml.g[5]]; allowed is");
            assertRejected(
                    resolver,
                    added("http://gpu2", List.of("*a*a*a*a*a*"), null),
                    "at most 50 of at most 100 characters each, 5 of them *");
            assertRejected(
                    resolver,
                    added("http://gpu2", List.of(), "/etc"),
                    "models_dir is \"/etc\"; allowed is a folder that");
            assertRejected(
                    resolver,
                    added("http://gpu2", List.of(), " ".repeat(2000)),
                    "allowed is a folder that a models-dir of the settings names, or an empty text for none");
        }
    }

    private static void assertRejected(NodeSettingsResolver resolver, NodeDefinition definition, String message) {
        assertThatThrownBy(() -> resolver.added(definition))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining(message)
                .hasMessageNotContaining("secret");
    }

    private static NodeDefinition added(String url, List<String> instanceTypes, String modelsDir) {
        return new NodeDefinition(url, instanceTypes, Optional.ofNullable(modelsDir));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "nodes | gpu1:7860 | atelier.local-gpu.nodes is gpu1:7860; allowed is the base URL of an SD WebUI"
                        + " server",
                "nodes | http://a:1,http://a:1 | atelier.local-gpu.nodes is naming a:1 twice; allowed is once each",
                "models-dir | /no/such/folder | atelier.local-gpu.models-dir is /no/such/folder; allowed is an"
                        + " existing",
                "models-max-bytes | -1 | atelier.local-gpu.models-max-bytes is -1; allowed is 0 (no bound) or a size",
                "instance-types | ml.g[5] | atelier.local-gpu.instance-types is [ml.g[5]]; allowed is one or more",
                "real-time-timeout | 8d | atelier.local-gpu.real-time-timeout is PT192H; allowed is a duration from"
                        + " 1ms to 7d",
                "max-added-nodes | -1 | atelier.local-gpu.max-added-nodes is -1; allowed is 0 (none) to 1000",
                "jobs.attempts | 0 | atelier.local-gpu.jobs.attempts is 0; allowed is 1 to 100",
                "jobs.heartbeat | 15s | atelier.local-gpu.jobs.heartbeat is PT15S; allowed is less than"
                        + " atelier.local-gpu.jobs.lease, which is PT15S",
                "health.quarantine-max | 1s | atelier.local-gpu.health.quarantine-max is PT1S; allowed is at least",
                "node.big.url | gpu | atelier.local-gpu.node.big.url is gpu; allowed is the base URL",
                "node.big.instance-types | x | atelier.local-gpu.node.big.url is missing; allowed is the base URL"
            })
    void aWrongValueStopsTheStartAndIsNamed(String key, String value, String message) {
        assertThatThrownBy(
                        () -> start(Map.of("atelier.local-gpu." + key, value)).close())
                .hasMessageContaining(message);
    }

    @Test
    void settingsCanBeGivenAsEnvironmentVariables(@TempDir Path models) {
        PropertySource variables =
                new MapPropertySource(
                        "variables",
                        Map.of(
                                "ATELIER_LOCAL_GPU_NODES", "http://gpu1:7860,http://u:p@gpu2:7860",
                                "ATELIER_LOCAL_GPU_MODELS_DIR", models.toString(),
                                "ATELIER_LOCAL_GPU_JOBS_STOP_GRACE", "7s",
                                "ATELIER_LOCAL_GPU_HEALTH_QUARANTINE_MAX", "8s")) {
                    @Override
                    public PropertyConvention getConvention() {
                        return PropertyConvention.ENVIRONMENT_VARIABLE;
                    }
                };
        try (ApplicationContext context = ApplicationContext.builder()
                .deduceEnvironment(false)
                .environmentPropertySource(false)
                .propertySources(variables)
                .start()) {
            LocalGpuConfiguration configuration = context.getBean(LocalGpuConfiguration.class);
            assertThat(configuration.jobs().stopGrace()).isEqualTo(Duration.ofSeconds(7));
            assertThat(configuration.health().quarantineMax()).isEqualTo(Duration.ofSeconds(8));
            assertThat(context.getBean(NodeSettingsResolver.class).list())
                    .extracting(node -> node.url().name())
                    .containsExactly("gpu1:7860", "gpu2:7860");
            assertThat(configuration.modelsDir()).isEqualTo(models.toString());
        }
    }

    @Test
    void withAnotherBackendNothingOfThisIsThere() {
        try (ApplicationContext context =
                start(Map.of("atelier.backend", "sagemaker", "atelier.local-gpu.nodes", "not looked at"))) {
            assertThat(context.getActiveBeanRegistrations(LocalGpuConfiguration.class))
                    .isEmpty();
            assertThat(context.containsBean(NodeWorkerPool.class)).isFalse();
            assertThat(context.containsBean(BackendRegistry.ComputeBackend.class))
                    .isFalse();
        }
    }

    private static ApplicationContext start(Map<String, Object> settings) {
        return ApplicationContext.builder()
                .deduceEnvironment(false)
                .environmentPropertySource(false)
                .properties(settings)
                .start();
    }
}
