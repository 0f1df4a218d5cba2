package dev.atelier.persistence.download;

import dev.atelier.application.checkpoint.ImportFailedException;
import dev.atelier.application.checkpoint.ImportTransfer;
import dev.atelier.application.checkpoint.RemoteFileDownloader.Download;
import dev.atelier.application.checkpoint.RemoteFileDownloader.StoredContent;
import dev.atelier.domain.checkpoint.CheckpointFileName;
import dev.atelier.domain.checkpoint.ImportSource;
import dev.atelier.domain.checkpoint.ModelFormat;
import dev.atelier.domain.checkpoint.SourceUrl;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import javax.net.ssl.SSLException;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.MalformedChunkCodingException;

/** One attempt to fetch the rest of a file. A failure that may be worth a retry is an {@link IOException}. */
final class DownloadAttempt {

    private static final Set<Integer> TEMPORARY = Set.of(408, 425, 429, 500, 502, 503, 504);
    private static final int BUFFER = 64 * 1024;

    private final RedirectFollower redirectFollower;
    private final Download download;
    private final SourceUrl url;
    private final PartialFile partial;
    private final Deadline deadline;
    private final ImportTransfer transfer;
    private final StoredContent stored;
    private final long maxBytes;

    DownloadAttempt(
            RedirectFollower redirectFollower,
            Download download,
            PartialFile partial,
            Deadline deadline,
            ImportTransfer transfer,
            StoredContent stored,
            long maxBytes) {
        this.redirectFollower = redirectFollower;
        this.download = download;
        this.url = download.source().url();
        this.partial = partial;
        this.deadline = deadline;
        this.transfer = transfer;
        this.stored = stored;
        this.maxBytes = maxBytes;
    }

    /**
     * What became of it.
     *
     * @param sha256 that the bytes must have, where one was given or published
     * @param isStored whether they are stored already, and were not fetched
     */
    record Outcome(CheckpointFileName name, Optional<String> sha256, boolean isStored) {}

    /** Fetches the rest of the file. */
    Outcome run() throws ImportFailedException, IOException, InterruptedException {
        ImportSource source = download.source();
        if (source.name().isPresent()
                && source.sha256().isPresent()
                && isStored(source.name().get(), source.sha256())) {
            return new Outcome(source.name().get(), source.sha256(), true);
        }
        Map<String, String> headers = partial.validator()
                .map(validator -> Map.of("Range", "bytes=" + partial.size() + "-", "If-Range", validator))
                .orElse(Map.of());
        RedirectFollower.FinalResponse finalResponse = redirectFollower.follow(url, download.user(), headers, deadline);
        try (ImportHttpClient.Exchange exchange = finalResponse.exchange()) {
            requireModel(exchange, finalResponse.hint());
            CheckpointFileName name = name(finalResponse);
            Optional<String> sha256 = source.sha256().or(finalResponse::sha256);
            if (isStored(name, sha256)) {
                return new Outcome(name, sha256, true);
            }
            if (exchange.response().getCode() != 416) {
                receive(exchange, begin(exchange));
            } else if (ContentRange.of(exchange).total() != partial.size()) {
                throw startOver("has no bytes after the first " + partial.size());
            }
            return new Outcome(name, sha256, false);
        }
    }

    private boolean isStored(CheckpointFileName name, Optional<String> sha256) {
        return sha256.isPresent() && stored.has(name, sha256.get());
    }

    private CheckpointFileName name(RedirectFollower.FinalResponse response) throws ImportFailedException {
        Optional<CheckpointFileName> known =
                download.source().name().filter(name -> ModelFormat.isImported(name.value()));
        return known.isPresent()
                ? known.get()
                : DownloadFileName.choose(
                        url, response.url(), response.exchange().header("Content-Disposition"));
    }

    private void requireModel(ImportHttpClient.Exchange exchange, String hint)
            throws ImportFailedException, IOException {
        int status = exchange.response().getCode();
        if (TEMPORARY.contains(status)) {
            throw new IOException("its server responded with " + status);
        }
        if (status != 200 && status != 206 && status != 416) {
            throw new ImportFailedException(url + " cannot be downloaded: its server responded with " + status + hint);
        }
        String type = exchange.header("Content-Type");
        if (type != null && type.toLowerCase(Locale.ROOT).matches("(text/html|application/xhtml).*")) {
            throw new ImportFailedException(
                    url + " is a web page (" + type + "), not a model file; it may require a login");
        }
        String encoding = exchange.header("Content-Encoding");
        if (encoding != null && !encoding.isBlank() && !encoding.equalsIgnoreCase("identity")) {
            throw new ImportFailedException(url + " comes encoded as " + encoding + ", which was not requested");
        }
    }

    /** Prepares the partial file for the response, and returns the expected total length. */
    private OptionalLong begin(ImportHttpClient.Exchange exchange) throws ImportFailedException, IOException {
        OptionalLong total;
        if (exchange.response().getCode() == 206) {
            ContentRange range = ContentRange.of(exchange);
            String tag = exchange.header("ETag");
            if (range.start() != partial.size()
                    || tag != null && !tag.equals(partial.validator().orElse(tag))) {
                throw startOver("changed, or its server sent a part other than the requested one");
            }
            total = range.total() < 0 ? OptionalLong.empty() : OptionalLong.of(range.total());
        } else {
            partial.startOver(validator(exchange));
            long length = exchange.response().getEntity() == null
                    ? 0
                    : exchange.response().getEntity().getContentLength();
            total = length < 0 ? OptionalLong.empty() : OptionalLong.of(length);
        }
        if (total.orElse(0) > maxBytes) {
            throw tooLarge();
        }
        return total;
    }

    private static String validator(ImportHttpClient.Exchange exchange) {
        String tag = exchange.header("ETag");
        return tag != null && tag.startsWith("\"") ? tag : exchange.header("Last-Modified");
    }

    private IOException startOver(String what) throws IOException {
        partial.startOver(null);
        return new IOException("the file there " + what);
    }

    private void receive(ImportHttpClient.Exchange exchange, OptionalLong total)
            throws ImportFailedException, IOException, InterruptedException {
        HttpEntity entity = exchange.response().getEntity();
        byte[] buffer = new byte[BUFFER];
        transfer.at(partial.size(), total);
        InputStream content = entity == null ? InputStream.nullInputStream() : entity.getContent();
        for (int read = next(content, buffer, total); read >= 0; read = next(content, buffer, total)) {
            transfer.requireRunning();
            if (partial.size() + read > maxBytes) {
                throw tooLarge();
            }
            partial.append(buffer, read);
            transfer.at(partial.size(), total);
        }
        if (total.isPresent() && total.getAsLong() != partial.size()) {
            throw startOver(
                    "is truncated: it has " + partial.size() + " bytes, but " + total.getAsLong() + " were announced");
        }
    }

    private int next(InputStream content, byte[] buffer, OptionalLong total) throws IOException {
        try {
            return content.read(buffer);
        } catch (ConnectionClosedException | MalformedChunkCodingException | SocketException | SSLException e) {
            String whole = total.isPresent() ? " of " + total.getAsLong() : "";
            throw new IOException(
                    "the download is truncated: its server ended the connection after " + partial.size() + whole
                            + " bytes",
                    e);
        }
    }

    private ImportFailedException tooLarge() {
        return new ImportFailedException(
                url + " is larger than the " + maxBytes + " bytes that an import may have (atelier.import.max-bytes)");
    }
}
