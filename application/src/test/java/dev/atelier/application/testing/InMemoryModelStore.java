package dev.atelier.application.testing;

import dev.atelier.application.storage.ArrivedPart;
import dev.atelier.application.storage.ModelStore;
import dev.atelier.application.storage.StoredFile;
import dev.atelier.application.storage.UploadedPart;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.PayloadTooLargeException;
import dev.atelier.domain.StorageUri;
import dev.atelier.domain.access.PermissionDeniedException;
import dev.atelier.domain.checkpoint.MultipartUpload;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Files in memory. {@link #upload} and {@link #download} replace a client's PUT and GET to its URLs. */
public class InMemoryModelStore implements ModelStore {

    private static final long LARGEST_PART = 5L << 30;

    private final Clock clock;
    private final Map<StorageUri, Content> files = new HashMap<>();
    private final Map<String, Map<Integer, byte[]>> uploads = new HashMap<>();
    private final Map<String, List<ArrivedPart>> completed = new HashMap<>();
    private final Map<URI, Grant> grants = new HashMap<>();
    private Path shown;
    private String root = "";

    private boolean deletionsBreak;
    private int readable = Integer.MAX_VALUE;

    private record Content(byte[] bytes, String type, Instant modified) {}

    /** What a URL was signed for: one file, or one part of an upload if that is not null. */
    private record Grant(
            String method, StorageUri location, MultipartUpload upload, int part, long maxBytes, Instant expires) {}

    public InMemoryModelStore(Clock clock) {
        this.clock = clock;
    }

    @Override
    public void put(StorageUri location, InputStream content, String contentType) throws IOException {
        try (content) {
            keep(location, content.readAllBytes(), contentType);
        }
    }

    @Override
    public synchronized InputStream open(StorageUri location) throws IOException {
        Content content = files.get(location);
        if (content == null) {
            throw new NoSuchFileException(location.toString());
        }
        InputStream bytes = new ByteArrayInputStream(content.bytes());
        return content.bytes().length <= readable
                ? bytes
                : new SequenceInputStream(
                        new ByteArrayInputStream(content.bytes(), 0, readable), new BrokenInputStream());
    }

    /** What comes of a file once its disk broke. */
    private static final class BrokenInputStream extends InputStream {

        @Override
        public int read() throws IOException {
            throw new IOException("the disk broke");
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            throw new IOException("the disk broke");
        }
    }

    /** From now on only this number of bytes of a file can be read. */
    public synchronized void breakReadsAfter(int bytes) {
        readable = bytes;
    }

    @Override
    public SeekableByteChannel openChannel(StorageUri location) throws IOException {
        try (InputStream content = open(location)) {
            Path copy = Files.write(Files.createTempFile("stored", null), content.readAllBytes());
            return Files.newByteChannel(copy, StandardOpenOption.READ, StandardOpenOption.DELETE_ON_CLOSE);
        }
    }

    @Override
    public synchronized Optional<StoredFile> find(StorageUri location) {
        return Optional.ofNullable(files.get(location))
                .map(content -> new StoredFile(location, content.bytes().length, content.modified()));
    }

    @Override
    public synchronized Stream<StorageUri> list(StorageUri folder) {
        return List.copyOf(files.keySet()).stream()
                .filter(file -> file.toString().startsWith(folder + "/"));
    }

    @Override
    public synchronized void deleteAll(StorageUri location) {
        if (deletionsBreak) {
            throw new UncheckedIOException(new IOException("the disk broke"));
        }
        files.keySet()
                .removeIf(file -> file.equals(location)
                        || file.bucket().equals(location.bucket()) && file.key().startsWith(location.key() + "/"));
    }

    @Override
    public void deleteQuietly(StorageUri location) {
        try {
            deleteAll(location);
        } catch (UncheckedIOException e) {
            // The source stays.
        }
    }

    /** From now on deletions fail. */
    public synchronized void breakDeletions() {
        deletionsBreak = true;
    }

    /** From now on they succeed again. */
    public synchronized void mendDeletions() {
        deletionsBreak = false;
    }

    @Override
    public synchronized Optional<Path> localFile(StorageUri location) {
        if (shown == null || !files.containsKey(location)) {
            return Optional.empty();
        }
        try {
            Path file = shown.resolve(UUID.randomUUID().toString());
            return Optional.of(Files.write(file, files.get(location).bytes()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** From now on its URLs are those of a server of its own, below this one, which ends with a slash. */
    public synchronized void serveAt(URI server) {
        root = server.toString();
    }

    /** From now on its files are also in this folder on the local disk. */
    public synchronized void showIn(Path folder) {
        shown = folder;
    }

    @Override
    public URI presignUpload(StorageUri location, Duration validity, long maxBytes) {
        return grant(
                new Grant("PUT", location, null, 0, maxBytes, clock.instant().plus(validity)));
    }

    @Override
    public URI presignDownload(StorageUri location, Duration validity) {
        return grant(new Grant("GET", location, null, 0, 0, clock.instant().plus(validity)));
    }

    /** How many URLs it has signed. */
    public synchronized int links() {
        return grants.size();
    }

    @Override
    public synchronized MultipartUpload beginUpload(StorageUri location, int parts) {
        MultipartUpload upload = new MultipartUpload(UUID.randomUUID().toString(), location, parts);
        uploads.put(upload.uploadId(), new TreeMap<>());
        return upload;
    }

    @Override
    public List<URI> presignParts(MultipartUpload upload, Duration validity) {
        Instant expires = clock.instant().plus(validity);
        return IntStream.rangeClosed(1, upload.parts())
                .mapToObj(part -> grant(new Grant("PUT", upload.location(), upload, part, LARGEST_PART, expires)))
                .toList();
    }

    @Override
    public synchronized void completeUpload(MultipartUpload upload, List<UploadedPart> tags) throws IOException {
        if (completed.containsKey(upload.uploadId())) {
            return;
        }
        if (tags.isEmpty()) {
            throw new InvalidRequestException("an upload is completed with at least one part");
        }
        Map<Integer, byte[]> ordered = new TreeMap<>();
        for (UploadedPart tag : tags) {
            ordered.put(tag.partNumber(), part(upload, tag));
        }
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        for (byte[] part : ordered.values()) {
            whole.write(part);
        }
        keep(upload.location(), whole.toByteArray(), "application/octet-stream");
        uploads.remove(upload.uploadId());
        completed.put(upload.uploadId(), arrived(ordered));
    }

    private byte[] part(MultipartUpload upload, UploadedPart tag) {
        byte[] part = uploads.getOrDefault(upload.uploadId(), Map.of()).get(tag.partNumber());
        if (part == null || !tagOf(part).equals(tag.eTag().replace("\"", ""))) {
            throw new InvalidRequestException("part " + tag.partNumber() + " of " + upload.location()
                    + " was not uploaded, or has another ETag than the one given");
        }
        return part;
    }

    @Override
    public synchronized Optional<List<ArrivedPart>> arrivedParts(MultipartUpload upload) throws IOException {
        return Optional.ofNullable(uploads.get(upload.uploadId()))
                .map(InMemoryModelStore::arrived)
                .or(() -> Optional.ofNullable(completed.get(upload.uploadId())));
    }

    private static List<ArrivedPart> arrived(Map<Integer, byte[]> parts) {
        return parts.entrySet().stream()
                .map(part -> new ArrivedPart(part.getKey(), tagOf(part.getValue()), part.getValue().length))
                .toList();
    }

    @Override
    public synchronized void abortUpload(MultipartUpload upload) {
        uploads.remove(upload.uploadId());
    }

    /** The response to a PUT to a URL that the store signed: the {@code ETag}, with quotes. */
    public synchronized String upload(URI url, byte[] content) {
        Grant grant = granted("PUT", url);
        if (content.length > grant.maxBytes()) {
            throw new PayloadTooLargeException("the URL is good for " + grant.maxBytes() + " bytes");
        }
        if (grant.upload() == null) {
            keep(grant.location(), content, "application/octet-stream");
        } else {
            Optional.ofNullable(uploads.get(grant.upload().uploadId()))
                    .ifPresent(parts -> parts.put(grant.part(), content));
        }
        return '"' + tagOf(content) + '"';
    }

    /** The response to a GET from a URL that the store signed. */
    public byte[] download(URI url) throws IOException {
        try (InputStream content = open(granted("GET", url).location())) {
            return content.readAllBytes();
        }
    }

    /** All files. */
    public synchronized Set<StorageUri> files() {
        return Set.copyOf(files.keySet());
    }

    /** How many uploads in parts are neither completed nor aborted. */
    public synchronized int openUploads() {
        return uploads.size();
    }

    /** The declared content type of the file. */
    public synchronized Optional<String> contentType(StorageUri location) {
        return Optional.ofNullable(files.get(location)).map(Content::type);
    }

    private synchronized void keep(StorageUri location, byte[] bytes, String contentType) {
        files.put(location, new Content(bytes, contentType, clock.instant()));
    }

    private synchronized URI grant(Grant grant) {
        URI url = URI.create(root + "files/" + UUID.randomUUID());
        grants.put(url, grant);
        return url;
    }

    private synchronized Grant granted(String method, URI url) {
        Grant grant = grants.get(url);
        if (grant == null || !grant.method().equals(method) || !clock.instant().isBefore(grant.expires())) {
            throw new PermissionDeniedException("the URL is not good for this, or not any more");
        }
        return grant;
    }

    private static String tagOf(byte[] content) {
        return UUID.nameUUIDFromBytes(content).toString().replace("-", "");
    }
}
