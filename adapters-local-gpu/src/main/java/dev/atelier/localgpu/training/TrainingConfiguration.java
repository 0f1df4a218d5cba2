package dev.atelier.localgpu.training;

import dev.atelier.localgpu.node.ConfigurationChecks;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;
import java.util.List;

/**
 * How trainings are run.
 *
 * @param command what starts kohya's sd-scripts, such as {@code accelerate launch /opt/sd-scripts/{script} --config_file
 *     {config}}; see {@link TrainingCommand}. Without it this service does not train
 * @param workDir the folder where trainings have their files while they run; kept over restarts, and no other replica's
 * @param lease after how long without a sign of life from this service another replica begins the training anew
 * @param pollInterval how often the trainer's output is read
 * @param reportInterval how often progress is stored at the most
 * @param logInterval how often what the trainer said is made downloadable while it runs
 * @param stopGrace how long a trainer that is stopped may take to end by itself
 * @param environment names of environment variables that the trainer is given beside the usual ones, such as {@code
 *     WANDB_MODE}; one that ends with {@code *} is the beginning of names
 */
@ConfigurationProperties(TrainingConfiguration.KEY)
public record TrainingConfiguration(
        @Nullable String command,
        @Nullable String workDir,
        @Bindable(defaultValue = "5m") Duration lease,
        @Bindable(defaultValue = "1s") Duration pollInterval,
        @Bindable(defaultValue = "5s") Duration reportInterval,
        @Bindable(defaultValue = "1m") Duration logInterval,
        @Bindable(defaultValue = "10s") Duration stopGrace,
        @Bindable(defaultValue = "") List<String> environment) {

    public static final String KEY = "atelier.local-gpu.training";

    public TrainingConfiguration {
        ConfigurationChecks.requireDuration(KEY + ".lease", lease);
        ConfigurationChecks.requireDuration(KEY + ".poll-interval", pollInterval);
        ConfigurationChecks.requireDuration(KEY + ".report-interval", reportInterval);
        ConfigurationChecks.requireDuration(KEY + ".log-interval", logInterval);
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

    /** Whether there is a command to train with. */
    public boolean isEnabled() {
        return isEnabled(command);
    }

    private static boolean isEnabled(String command) {
        return command != null && !command.isBlank();
    }

    /** The command may hold passwords. */
    @Override
    public String toString() {
        return "TrainingSettings[" + (isEnabled() ? "with" : "without") + " command, " + workDir + "]";
    }
}
