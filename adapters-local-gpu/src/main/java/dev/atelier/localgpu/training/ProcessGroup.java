package dev.atelier.localgpu.training;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts and kills a process together with its descendants. If {@code setsid} is available, the process leads its own group:
 * an interrupt at this service's terminal does not reach it, and orphaned descendants can still be killed.
 */
record ProcessGroup(Optional<Path> setsid, Optional<Path> kill, Optional<Path> shell) {

    private static final Logger LOG = LoggerFactory.getLogger(ProcessGroup.class);
    private static final int MAX_KILL_SECONDS = 5;

    static ProcessGroup detect() {
        Optional<Path> kill = program("kill");
        return new ProcessGroup(kill.flatMap(found -> program("setsid")), kill, program("sh"));
    }

    /** Wraps the command so that its process leads a group if possible. */
    List<String> leading(List<String> command) {
        return Stream.concat(setsid.map(Path::toString).stream(), command.stream())
                .toList();
    }

    /** Terminates the process and its descendants, forcibly after the grace period, also if this service ends before. */
    void kill(ProcessHandle leader, Duration grace) {
        List<ProcessHandle> all = new ArrayList<>(leader.descendants().toList());
        all.add(leader);
        Optional<Process> deputy = deputy(leader, all, grace);
        all.forEach(ProcessHandle::destroy);
        await(all, grace);
        Stream.concat(leader.descendants(), all.stream()).forEach(ProcessHandle::destroyForcibly);
        killRemains(leader.pid());
        deputy.ifPresent(process -> {
            killGroup(process.pid());
            process.destroyForcibly(); // where it has no group of its own yet
        });
    }

    /** Kills what is left of the group of a process that has just ended. */
    void killRemains(long leader) {
        if (setsid.isPresent()) {
            killGroup(leader);
        }
    }

    /** A process that kills all of them after the grace period in place of this service, which may be killed before. */
    private Optional<Process> deputy(ProcessHandle leader, List<ProcessHandle> all, Duration grace) {
        if (setsid.isEmpty() || shell.isEmpty() || grace.isZero()) {
            return Optional.empty();
        }
        long seconds = grace.plusMillis(999).toSeconds();
        Stream<String> command = Stream.of(
                setsid.get().toString(),
                shell.get().toString(),
                "-c",
                "sleep " + seconds + "; exec \"$@\"",
                "sh",
                kill.orElseThrow().toString(),
                "-KILL",
                "--",
                "-" + leader.pid());
        Stream<String> pids = all.stream().map(process -> Long.toString(process.pid()));
        try {
            return Optional.of(new ProcessBuilder(Stream.concat(command, pids).toList())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start());
        } catch (IOException e) {
            LOG.warn(
                    "Trainer {} may outlive this service, should that end while it stops the trainer", leader.pid(), e);
            return Optional.empty();
        }
    }

    private static void await(List<ProcessHandle> all, Duration grace) {
        try {
            CompletableFuture.allOf(all.stream().map(ProcessHandle::onExit).toArray(CompletableFuture<?>[]::new))
                    .get(grace.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            LOG.info("A trainer did not exit within {} of the request to and is killed", grace);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new IllegalStateException("waiting for a process to exit", e);
        }
    }

    /** The group's id is not reused while a member is alive; an empty group is no error. */
    private void killGroup(long pid) {
        try {
            Process process = new ProcessBuilder(kill.orElseThrow().toString(), "-KILL", "--", "-" + pid)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            process.waitFor(MAX_KILL_SECONDS, TimeUnit.SECONDS);
        } catch (IOException e) {
            LOG.warn("Processes started by trainer {} may still run: its process group could not be killed", pid, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Optional<Path> program(String name) {
        String path = System.getenv().getOrDefault("PATH", "");
        return Stream.of(path.split(File.pathSeparator))
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
