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
record ProcessGroup(Optional<Path> setsid, Optional<Path> kill) {

    private static final Logger LOG = LoggerFactory.getLogger(ProcessGroup.class);
    private static final int MAX_KILL_SECONDS = 5;

    static ProcessGroup detect() {
        Optional<Path> kill = program("kill");
        return new ProcessGroup(kill.flatMap(found -> program("setsid")), kill);
    }

    /** Wraps the command so that its process leads a group if possible. */
    List<String> leading(List<String> command) {
        return Stream.concat(setsid.map(Path::toString).stream(), command.stream())
                .toList();
    }

    void kill(ProcessHandle leader, Duration grace) {
        List<ProcessHandle> all = new ArrayList<>(leader.descendants().toList());
        all.add(leader);
        all.forEach(ProcessHandle::destroy);
        await(all, grace);
        Stream.concat(leader.descendants(), all.stream()).forEach(ProcessHandle::destroyForcibly);
        if (setsid.isPresent()) {
            killGroup(leader.pid());
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
