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
 * A trainer's process. It outlives this service: who it is is kept in its folder, and what it says goes to a file, so that
 * the next start finds it and goes on reading.
 */
final class TrainerProcess {

    private static final Duration CLOCKS_DIFFER = Duration.ofSeconds(3);

    private final ProcessHandle handle;
    private final Process child;
    private final ProcessGroup group;

    private TrainerProcess(ProcessHandle handle, Process child, ProcessGroup group) {
        this.handle = handle;
        this.child = child;
        this.group = group;
    }

    /** Starts the command in the folder. Neither our secrets nor our input are given to it. */
    static TrainerProcess start(List<String> command, TrainingWorkDir folder, TrainerEnvironment environment)
            throws IOException {
        ProcessGroup group = ProcessGroup.ofThisMachine();
        ProcessBuilder builder = new ProcessBuilder(group.leading(command))
                .directory(folder.root().toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.log().toFile()));
        environment.restrict(builder.environment());
        builder.environment().put("PYTHONUNBUFFERED", "1");
        builder.environment().put("PYTHONIOENCODING", "utf-8");
        remember(folder, 0, Instant.EPOCH); // should we die right now, it is known that there may be one
        Process child = builder.start();
        child.getOutputStream().close();
        remember(folder, child.pid(), startOf(child.toHandle()));
        return new TrainerProcess(child.toHandle(), child, group);
    }

    /** Whether one was ever started here. */
    static boolean wasStarted(TrainingWorkDir folder) {
        return Files.exists(folder.process());
    }

    /** The one that was started here, if it still runs. */
    static Optional<TrainerProcess> find(TrainingWorkDir folder) throws IOException {
        Properties known = new Properties();
        try (InputStream file = Files.newInputStream(folder.process())) {
            known.load(file);
        }
        Instant started = Instant.parse(known.getProperty("started"));
        return ProcessHandle.of(Long.parseLong(known.getProperty("pid")))
                .filter(handle -> handle.isAlive() && isNear(startOf(handle), started))
                .map(handle -> new TrainerProcess(handle, null, ProcessGroup.ofThisMachine()));
    }

    boolean isAlive() {
        return handle.isAlive();
    }

    /** How it ended; empty while it runs, and when it was not this run of the service that started it. */
    OptionalInt exitCode() {
        return child == null || child.isAlive() ? OptionalInt.empty() : OptionalInt.of(child.exitValue());
    }

    /** Ends it and whatever it has started: with a request first, by force when the grace is over. */
    void kill(Duration grace) {
        group.kill(handle, grace);
    }

    private static void remember(TrainingWorkDir folder, long pid, Instant started) throws IOException {
        Properties known = new Properties();
        known.setProperty("pid", Long.toString(pid));
        known.setProperty("started", started.toString());
        Path draft = folder.root().resolve("process.draft");
        try (OutputStream file = Files.newOutputStream(draft)) {
            known.store(file, null);
        }
        Files.move(draft, folder.process(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static Instant startOf(ProcessHandle handle) {
        return handle.info().startInstant().orElse(Instant.EPOCH);
    }

    private static boolean isNear(Instant one, Instant other) {
        return Duration.between(one, other).abs().compareTo(CLOCKS_DIFFER) < 0;
    }
}
