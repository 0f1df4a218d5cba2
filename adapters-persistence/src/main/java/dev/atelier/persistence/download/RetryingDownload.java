package dev.atelier.persistence.download;

import dev.atelier.application.checkpoint.ImportFailedException;
import dev.atelier.application.checkpoint.ImportTransfer;
import dev.atelier.application.checkpoint.RemoteFileDownloader.Download;
import dev.atelier.application.checkpoint.RemoteFileDownloader.StoredContent;
import dev.atelier.domain.checkpoint.SourceUrl;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Downloads a file in as many attempts as needed and allowed. */
final class RetryingDownload {

    private static final Logger LOG = LoggerFactory.getLogger(RetryingDownload.class);

    /** An attempt that received this much resets the count of breaks. */
    private static final long PROGRESS = 1024 * 1024;

    private static final int MAX_DOUBLINGS = 6;

    private final RedirectFollower redirectFollower;
    private final ImportConfiguration config;

    RetryingDownload(RedirectFollower redirectFollower, ImportConfiguration config) {
        this.redirectFollower = redirectFollower;
        this.config = config;
    }

    /** Downloads the rest of the file. */
    DownloadAttempt.Outcome run(
            Download download, PartialFile partial, Deadline deadline, ImportTransfer transfer, StoredContent stored)
            throws ImportFailedException, IOException, InterruptedException {
        SourceUrl url = download.source().url();
        DownloadAttempt downloadAttempt =
                new DownloadAttempt(redirectFollower, download, partial, deadline, transfer, stored, config.maxBytes());
        long reached = partial.size();
        int breaks = 0;
        while (true) {
            try {
                transfer.requireRunning();
                requireTime(url, deadline);
                return downloadAttempt.run();
            } catch (PublicOnlyDnsResolver.PrivateAddressException e) {
                throw new ImportFailedException(e.getMessage(), e);
            } catch (PartialFile.SpoolException e) {
                throw e;
            } catch (IOException e) {
                transfer.requireRunning();
                requireTime(url, deadline);
                breaks = partial.size() >= reached + PROGRESS ? 1 : breaks + 1;
                reached = partial.size();
                pause(url, breaks, e, transfer);
            }
        }
    }

    private void requireTime(SourceUrl url, Deadline deadline) throws ImportFailedException {
        if (deadline.isOver()) {
            throw new ImportFailedException(
                    url + " was not downloaded within " + config.deadline() + " (atelier.import.deadline)");
        }
    }

    private void pause(SourceUrl url, int breaks, IOException e, ImportTransfer transfer)
            throws ImportFailedException, InterruptedException {
        String why = reason(e);
        if (breaks >= config.tries()) {
            throw new ImportFailedException(
                    url + " cannot be downloaded; tried " + breaks + " times, last failure: " + why, e);
        }
        long millis = config.retryPause().toMillis() << Math.min(breaks - 1, MAX_DOUBLINGS);
        LOG.info("The import from {} continues in {} ms after: {}", url, millis, why);
        transfer.pause(Duration.ofMillis(millis));
    }

    private String reason(IOException e) {
        if (e instanceof SocketTimeoutException || e instanceof InterruptedIOException) {
            return "its server sent nothing for " + config.stallTimeout() + " (atelier.import.stall-timeout)";
        }
        return e instanceof UnknownHostException ? "its host could not be resolved" : String.valueOf(e.getMessage());
    }
}
