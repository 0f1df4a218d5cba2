package dev.atelier.persistence.download;

import dev.atelier.application.checkpoint.ImportCredentialRepository;
import dev.atelier.application.checkpoint.ImportFailedException;
import dev.atelier.application.checkpoint.ImportTransfer;
import dev.atelier.application.checkpoint.RemoteFileDownloader;
import dev.atelier.application.util.DaemonThreads;
import dev.atelier.domain.checkpoint.CheckpointId;
import dev.atelier.domain.checkpoint.ImportSource;
import dev.atelier.domain.checkpoint.SourceUrl;
import dev.atelier.persistence.storage.local.LocalStoreConfiguration;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.UnaryOperator;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;

/** Downloads files by HTTP, through the spool. */
@Singleton
public final class HttpFileDownloader implements RemoteFileDownloader {

    static final String PUBLIC =
            "models are imported from public addresses and from what atelier.import.allowed-hosts names";

    private final ImportConfiguration config;
    private final long reserve;
    private final Clock clock;
    private final HostAllowlist hosts;
    private final ImportHttpClient web;
    private final ImportHttpClient inward;
    private final RetryingDownload retryingDownload;
    private final Spool spool;
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(DaemonThreads.named("import-deadlines"));

    @Inject
    public HttpFileDownloader(
            ImportConfiguration config,
            LocalStoreConfiguration disk,
            ImportCredentialRepository credentials,
            Clock clock) {
        this(config, disk.reserve(), credentials, clock, SystemDefaultDnsResolver.INSTANCE);
    }

    /** @param reserve bytes of the disk to leave free */
    HttpFileDownloader(
            ImportConfiguration config,
            long reserve,
            ImportCredentialRepository credentials,
            Clock clock,
            DnsResolver names) {
        this.config = config;
        this.reserve = reserve;
        this.clock = clock;
        this.hosts = new HostAllowlist(config.allowedHosts(), PUBLIC);
        PublicOnlyDnsResolver resolver = new PublicOnlyDnsResolver(names, hosts);
        this.web = new ImportHttpClient(resolver, config.stallTimeout());
        this.inward = new ImportHttpClient(resolver.inwardOnly(), config.stallTimeout());
        this.retryingDownload =
                new RetryingDownload(new RedirectFollower(web, inward, hosts, credentials, clock), config);
        this.spool = new Spool(config.tempDir());
    }

    @Override
    public void requireAllowed(SourceUrl url) {
        hosts.require(url);
    }

    @Override
    public Fetched fetch(Download download, ImportTransfer transfer, StoredContent stored)
            throws ImportFailedException, IOException, InterruptedException {
        Path folder = spool.folder(download.checkpoint());
        try (PartialFile partial = PartialFile.open(folder, download.position(), reserve);
                Deadline end = new Deadline(download.deadline(), clock, timer, transfer)) {
            transfer.begin(download.position(), partial.size());
            DownloadAttempt.Outcome outcome = retryingDownload.run(download, partial, end, transfer, stored);
            if (outcome.isStored()) {
                return new Fetched(
                        outcome.name(), Optional.empty(), outcome.sha256().orElseThrow(), 0);
            }
            String sha256 = partial.digest();
            requireDigest(download.source(), outcome, sha256);
            return new Fetched(outcome.name(), Optional.of(partial.path()), sha256, partial.size());
        }
    }

    private static void requireDigest(ImportSource source, DownloadAttempt.Outcome outcome, String sha256)
            throws ImportFailedException {
        if (outcome.sha256().isPresent() && !outcome.sha256().get().equals(sha256)) {
            throw new ImportFailedException(
                    source.url() + " is not the file that it should be: its SHA-256 is " + sha256
                            + ", but " + outcome.sha256().get() + " was "
                            + (source.sha256().isPresent() ? "given" : "published by its server"));
        }
    }

    @Override
    public void forget(CheckpointId checkpoint) throws IOException {
        spool.remove(spool.folder(checkpoint));
    }

    /** Removes the files of imports that no longer exist, as {@code inProgress} says, and those that nothing has used for long. */
    void removeLeftovers(UnaryOperator<Set<CheckpointId>> inProgress) throws IOException {
        Set<CheckpointId> begun = spool.imports();
        if (!begun.isEmpty()) {
            Set<CheckpointId> kept = inProgress.apply(begun);
            for (CheckpointId checkpoint : begun) {
                if (!kept.contains(checkpoint)) {
                    forget(checkpoint);
                }
            }
        }
        spool.removeUnchangedSince(clock.instant().minus(config.deadline().multipliedBy(2)));
    }

    @PreDestroy
    void close() throws IOException {
        timer.shutdownNow();
        web.close();
        inward.close();
    }
}
