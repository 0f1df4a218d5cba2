package dev.atelier.application.testing;

import dev.atelier.application.checkpoint.ImportFailedException;
import dev.atelier.application.checkpoint.RemoteFileDownloader;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.checkpoint.CheckpointFileName;
import dev.atelier.domain.checkpoint.CheckpointId;
import dev.atelier.domain.checkpoint.SourceUrl;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;

/** Servers with the files that a test defined; only loopback addresses are not public. */
public class InMemoryRemoteFileDownloader implements RemoteFileDownloader {

    private final Clock clock;
    private final Map<String, Served> served = new HashMap<>();
    private final Map<CheckpointId, Path> folders = new HashMap<>();

    private record Served(String name, String content) {}

    public InMemoryRemoteFileDownloader(Clock clock) {
        this.clock = clock;
    }

    /** Defines a file of that name at this URL. */
    public void serve(String url, String name, String content) {
        served.put(SourceUrl.parse(url).toString(), new Served(name, content));
    }

    /** The number of checkpoints with downloaded files that were not deleted. */
    public synchronized int remembered() {
        return folders.size();
    }

    @Override
    public void requireAllowed(SourceUrl url) {
        if (url.host().equals("127.0.0.1")) {
            throw new InvalidRequestException("the host 127.0.0.1 is not public");
        }
    }

    @Override
    public synchronized Fetched fetch(CheckpointId checkpoint, int position, SourceUrl url, Instant deadline)
            throws ImportFailedException, IOException {
        Served file = served.get(url.toString());
        if (file == null || !clock.instant().isBefore(deadline)) {
            throw new ImportFailedException("nothing answers at " + url);
        }
        if (!folders.containsKey(checkpoint)) {
            folders.put(checkpoint, Files.createTempDirectory("remote"));
        }
        Path path = folders.get(checkpoint).resolve(String.valueOf(position));
        Files.writeString(path, file.content());
        return new Fetched(new CheckpointFileName(file.name()), path, sha256(file.content()));
    }

    @Override
    public synchronized void forget(CheckpointId checkpoint) throws IOException {
        Path folder = folders.remove(checkpoint);
        if (folder != null) {
            for (int position = 0; Files.deleteIfExists(folder.resolve(String.valueOf(position))); position++) {
                continue;
            }
            Files.delete(folder);
        }
    }

    private static String sha256(String content) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(content.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
