package dev.atelier.persistence.download;

import dev.atelier.application.checkpoint.ImportFailedException;
import dev.atelier.application.checkpoint.RemoteFileDownloader;
import dev.atelier.application.util.DaemonThreads;
import dev.atelier.domain.checkpoint.CheckpointFileName;
import dev.atelier.domain.checkpoint.CheckpointId;
import dev.atelier.domain.checkpoint.SourceUrl;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;

/** Downloads files by HTTP, through the spool. */
@Singleton
public final class HttpFileDownloader implements RemoteFileDownloader {

    private static final String PUBLIC =
            "models are imported from public addresses and from what atelier.import.allowed-hosts names";

    private final ImportConfiguration config;
    private final Clock clock;
    private final HostAllowlist hosts;
    private final ImportHttpClient web;
    private final RetryingDownload retryingDownload;
    private final Spool spool;
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(DaemonThreads.named("import-deadlines"));

    @Inject
    public HttpFileDownloader(ImportConfiguration config, Clock clock) {
        this(config, clock, SystemDefaultDnsResolver.INSTANCE);
    }

    HttpFileDownloader(ImportConfiguration config, Clock clock, DnsResolver names) {
        this.config = config;
        this.clock = clock;
        this.hosts = new HostAllowlist(config.allowedHosts(), PUBLIC);
        this.web = new ImportHttpClient(new PublicOnlyDnsResolver(names, hosts), config.stallTimeout());
        this.retryingDownload = new RetryingDownload(new RedirectFollower(web, hosts), config);
        this.spool = new Spool(config.tempDir());
    }

    @Override
    public void requireAllowed(SourceUrl url) {
        hosts.require(url);
    }

    @Override
    public Fetched fetch(CheckpointId checkpoint, int position, SourceUrl url, Instant deadline)
            throws ImportFailedException, IOException, InterruptedException {
        Path folder = spool.folder(checkpoint);
        try (PartialFile partial = PartialFile.open(folder, position);
                Deadline end = new Deadline(deadline, clock, timer)) {
            CheckpointFileName name = retryingDownload.run(url, partial, end);
            return new Fetched(name, partial.path(), partial.digest());
        }
    }

    @Override
    public void forget(CheckpointId checkpoint) throws IOException {
        spool.remove(spool.folder(checkpoint));
    }

    /** Removes the files of imports that no longer exist. */
    void removeLeftovers() throws IOException {
        spool.removeUnchangedSince(clock.instant().minus(config.deadline().multipliedBy(2)));
    }

    @PreDestroy
    void close() throws IOException {
        timer.shutdownNow();
        web.close();
    }
}
