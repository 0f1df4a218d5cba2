package dev.atelier.localgpu.training;

import dev.atelier.application.ConfigurationChecks;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;
import java.util.List;

/**
 * Configuration of trainings on the local GPU.
 *
 * @param command what starts kohya's sd-scripts, such as {@code accelerate launch /opt/sd-scripts/{script} --config_file
 *     {config}}; see {@link TrainingCommand}. If missing, this service runs no trainings
 * @param workDir parent of the work directories of running trainings; must survive restarts and be this replica's own
 * @param lease lease duration; an unrenewed training is restarted by another replica
 * @param pollInterval how often the trainer's output is read
 * @param reportInterval minimum interval between updates of the stored progress
 * @param logInterval how often the log of a running training is uploaded for download
 * @param silence how long a trainer may write nothing before it is stopped
 * @param timeout how long a training may take before it is stopped
 * @param stopGrace how long a stopped trainer may take to exit before it is killed
 * @param environment names of environment variables that the trainer inherits beside the default ones, such as {@code
 *     WANDB_MODE}; one that ends with {@code *} is a prefix
 */
@ConfigurationProperties(TrainingConfiguration.KEY)
public record TrainingConfiguration(
        @Nullable String command,
        @Nullable String workDir,
        @Bindable(defaultValue = "5m") Duration lease,
        @Bindable(defaultValue = "1s") Duration pollInterval,
        @Bindable(defaultValue = "5s") Duration reportInterval,
        @Bindable(defaultValue = "1m") Duration logInterval,
        @Bindable(defaultValue = "1h") Duration silence,
        @Bindable(defaultValue = "7d") Duration timeout,
        @Bindable(defaultValue = "10s") Duration stopGrace,
        @Bindable(defaultValue = "") List<String> environment) {

    public static final String KEY = "atelier.local-gpu.training";

    public TrainingConfiguration {
        ConfigurationChecks.requireDuration(KEY + ".lease", lease);
        ConfigurationChecks.requireDuration(KEY + ".poll-interval", pollInterval);
        ConfigurationChecks.requireDuration(KEY + ".report-interval", reportInterval);
        ConfigurationChecks.requireDuration(KEY + ".log-interval", logInterval);
        ConfigurationChecks.requireDuration(KEY + ".silence", silence);
        ConfigurationChecks.requireDuration(KEY + ".timeout", timeout);
        ConfigurationChecks.requireDuration(KEY + ".stop-grace", stopGrace);
        environment = environment.stream().filter(name -> !name.isBlank()).toList();
        ConfigurationChecks.require(
                environment.stream().allMatch(TrainerEnvironment::isAllowed),
                KEY + ".environment",
                environment,
                "names of environment variables or beginnings of names such as NCCL_*, none of them ATELIER_");
        if (isEnabled(command)) {
            TrainingCommand.parse(command);
            ConfigurationChecks.require(
                    workDir != null && !workDir.isBlank(),
                    KEY + ".work-dir",
                    workDir,
                    "a folder that this service may write to");
        }
    }

    public boolean isEnabled() {
        return isEnabled(command);
    }

    private static boolean isEnabled(String command) {
        return command != null && !command.isBlank();
    }

    /** Omits the command, which may contain passwords. */
    @Override
    public String toString() {
        return "TrainingConfiguration[" + (isEnabled() ? "with" : "without") + " command, " + workDir + "]";
    }
}
