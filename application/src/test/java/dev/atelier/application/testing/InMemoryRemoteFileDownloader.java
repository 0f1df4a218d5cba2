package dev.atelier.application.testing;

import dev.atelier.application.checkpoint.ImportFailedException;
import dev.atelier.application.checkpoint.ImportTransfer;
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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Servers with the files that a test defined; only loopback addresses are not public. */
public class InMemoryRemoteFileDownloader implements RemoteFileDownloader {

    private final Clock clock;
    private final Map<String, Served> served = new HashMap<>();
    private final Map<CheckpointId, Path> folders = new HashMap<>();

    private final Map<String, String> published = new HashMap<>();
    private final List<String> fetched = new ArrayList<>();

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

    /** The URLs whose bytes were downloaded, in order. */
    public synchronized List<String> fetched() {
        return List.copyOf(fetched);
    }

    @Override
    public void requireAllowed(SourceUrl url) {
        if (url.host().equals("127.0.0.1")) {
            throw new InvalidRequestException("the host 127.0.0.1 is not public");
        }
    }

    /** Defines what the server says of the file's SHA-256. */
    public synchronized void publish(String url, String sha256) {
        published.put(SourceUrl.parse(url).toString(), sha256);
    }

    @Override
    public synchronized Fetched fetch(Download download, ImportTransfer transfer, StoredContent stored)
            throws ImportFailedException, IOException, InterruptedException {
        SourceUrl url = download.source().url();
        transfer.requireRunning();
        Served file = served.get(url.toString());
        if (file == null || !clock.instant().isBefore(download.deadline())) {
            throw new ImportFailedException("nothing answers at " + url);
        }
        CheckpointFileName name = new CheckpointFileName(file.name());
        Optional<String> said = download.source().sha256().or(() -> Optional.ofNullable(published.get(url.toString())));
        if (said.isPresent() && stored.has(name, said.get())) {
            return new Fetched(name, Optional.empty(), said.get(), 0);
        }
        fetched.add(url.toString());
        transfer.begin(download.position(), 0);
        if (!folders.containsKey(download.checkpoint())) {
            folders.put(download.checkpoint(), Files.createTempDirectory("remote"));
        }
        Path path = folders.get(download.checkpoint()).resolve(String.valueOf(download.position()));
        Files.writeString(path, file.content());
        transfer.at(file.content().length(), OptionalLong.of(file.content().length()));
        String sha256 = sha256(file.content());
        if (said.isPresent() && !said.get().equals(sha256)) {
            throw new ImportFailedException("the file at " + url + " is another one");
        }
        return new Fetched(name, Optional.of(path), sha256, file.content().length());
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

    public static String sha256(String content) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(content.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
