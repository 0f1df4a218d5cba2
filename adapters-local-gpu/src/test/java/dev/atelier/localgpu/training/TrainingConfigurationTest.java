package dev.atelier.localgpu.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.application.testing.InMemoryAtelier;
import dev.atelier.domain.InvalidRequestException;
import io.micronaut.context.ApplicationContext;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrainingConfigurationTest {

    private static final String COMMAND = "run {config}";

    @Test
    void byDefaultThisServiceDoesNotTrainAndSaysWhatToSet() {
        TrainingConfiguration settings = settings(Map.of());

        assertThat(settings)
                .isEqualTo(new TrainingConfiguration(
                        null,
                        null,
                        Duration.ofMinutes(5),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(5),
                        Duration.ofMinutes(1),
                        Duration.ofHours(1),
                        Duration.ofDays(7),
                        Duration.ofSeconds(10),
                        List.of()));
        assertThatThrownBy(trainer(settings)::requireReady)
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("ATELIER_LOCAL_GPU_TRAINING_COMMAND");
    }

    @Test
    void everySettingCanBeGiven() {
        TrainingConfiguration settings = settings(Map.of(
                "command", COMMAND,
                "work-dir", "/work",
                "lease", "1m",
                "poll-interval", "2s",
                "report-interval", "3s",
                "log-interval", "4s",
                "silence", "6m",
                "timeout", "7h",
                "stop-grace", "5s",
                "environment", "WANDB_MODE,NCCL_*"));

        assertThat(settings)
                .isEqualTo(new TrainingConfiguration(
                        COMMAND,
                        "/work",
                        Duration.ofMinutes(1),
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(3),
                        Duration.ofSeconds(4),
                        Duration.ofMinutes(6),
                        Duration.ofHours(7),
                        Duration.ofSeconds(5),
                        List.of("WANDB_MODE", "NCCL_*")));
        assertThatCode(trainer(settings)::requireReady).doesNotThrowAnyException();
        assertThat(settings.toString()).doesNotContain(COMMAND);
    }

    @Test
    void aCommandNeedsAFolderToWorkIn() {
        assertThatThrownBy(() -> settings(Map.of("command", COMMAND)))
                .hasRootCauseInstanceOf(IllegalArgumentException.class)
                .rootCause()
                .hasMessageContaining("atelier.local-gpu.training.work-dir");
    }

    @ParameterizedTest
    @ValueSource(strings = {"*", "A B", "ATELIER_API_KEY", "ATELIER_*", "WANDB_MODE,ATELIER_DATA_DIR", "A=B", "A*B"})
    void theServicesOwnVariablesCannotBeNamed(String names) {
        assertThatThrownBy(() -> settings(Map.of("environment", names)))
                .hasRootCauseInstanceOf(IllegalArgumentException.class)
                .rootCause()
                .hasMessageContaining("atelier.local-gpu.training.environment")
                .hasMessageContaining("ATELIER_");
    }

    private static LocalGpuTrainingRunner trainer(TrainingConfiguration settings) {
        InMemoryAtelier atelier = new InMemoryAtelier();
        return new LocalGpuTrainingRunner(settings, atelier.trainings, atelier.signals);
    }

    private static TrainingConfiguration settings(Map<String, Object> given) {
        Map<String, Object> properties = new HashMap<>();
        given.forEach((name, value) -> properties.put("atelier.local-gpu.training." + name, value));
        properties.put("atelier.backend", "none");
        try (ApplicationContext context = ApplicationContext.builder()
                .deduceEnvironment(false)
                .environmentPropertySource(false)
                .properties(properties)
                .start()) {
            return context.getBean(TrainingConfiguration.class);
        }
    }
}
