package dev.atelier.localgpu.training;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Properties;

/**
 * A trainer's process. It outlives this service: its pid and start time are stored in its work directory, and its output goes
 * to a file, so that the service finds it again after a restart and continues to read.
 */
final class TrainerProcess {

    private static final Duration START_TOLERANCE = Duration.ofSeconds(3);

    private final ProcessHandle handle;
    private final Process child;
    private final ProcessGroup group;

    private TrainerProcess(ProcessHandle handle, Process child, ProcessGroup group) {
        this.handle = handle;
        this.child = child;
        this.group = group;
    }

    /** Starts the command in the work directory, with a restricted environment and no standard input. */
    static TrainerProcess start(List<String> command, TrainingWorkDir workDir, TrainerEnvironment environment)
            throws IOException {
        ProcessGroup group = ProcessGroup.detect();
        ProcessBuilder builder = new ProcessBuilder(group.leading(command))
                .directory(workDir.root().toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(workDir.log().toFile()));
        environment.restrict(builder.environment());
        builder.environment().put("PYTHONUNBUFFERED", "1");
        builder.environment().put("PYTHONIOENCODING", "utf-8");
        store(workDir, 0, Instant.EPOCH); // in case this service dies before the pid is stored
        Process child = builder.start();
        child.getOutputStream().close();
        store(workDir, child.pid(), startOf(child.toHandle()));
        return new TrainerProcess(child.toHandle(), child, group);
    }

    /** Whether a trainer was ever started in this directory. */
    static boolean wasStarted(TrainingWorkDir workDir) {
        return Files.exists(workDir.process());
    }

    /** The trainer that was started in this directory, if it still runs. */
    static Optional<TrainerProcess> find(TrainingWorkDir workDir) throws IOException {
        Properties properties = new Properties();
        try (InputStream file = Files.newInputStream(workDir.process())) {
            properties.load(file);
        }
        Instant started = Instant.parse(properties.getProperty("started"));
        return ProcessHandle.of(Long.parseLong(properties.getProperty("pid")))
                .filter(handle -> handle.isAlive() && isNear(startOf(handle), started))
                .map(handle -> new TrainerProcess(handle, null, ProcessGroup.detect()));
    }

    boolean isAlive() {
        return handle.isAlive();
    }

    /** Empty while it runs, and if it was started before a restart of this service. */
    OptionalInt exitCode() {
        return child == null || child.isAlive() ? OptionalInt.empty() : OptionalInt.of(child.exitValue());
    }

    /** Terminates it and its descendants, forcibly after the grace period. */
    void kill(Duration grace) {
        group.kill(handle, grace);
    }

    /** Kills what it started and left running when it ended. */
    void killRemains() {
        group.killRemains(handle.pid());
    }

    private static void store(TrainingWorkDir workDir, long pid, Instant started) throws IOException {
        Properties properties = new Properties();
        properties.setProperty("pid", Long.toString(pid));
        properties.setProperty("started", started.toString());
        Path draft = workDir.root().resolve("process.draft");
        try (OutputStream file = Files.newOutputStream(draft)) {
            properties.store(file, null);
        }
        Files.move(draft, workDir.process(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static Instant startOf(ProcessHandle handle) {
        return handle.info().startInstant().orElse(Instant.EPOCH);
    }

    private static boolean isNear(Instant one, Instant other) {
        return Duration.between(one, other).abs().compareTo(START_TOLERANCE) < 0;
    }
}
