package dev.atelier.localgpu.webui;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A task that was sent to the node and has no response yet. SD WebUI's interrupt stops whatever job is running, so this
 * class determines whether that is this task. Thread-safe.
 */
public final class RunningTask {

    /** How long progress that was read is good enough for the next who ask for it. */
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final String taskId;
    private final boolean idleBefore;
    private final long sentNanos = System.nanoTime();
    private final Instant sentAt = Instant.now();
    private String timestamp;
    private boolean answered;
    private boolean interrupted;
    private Progress latest;
    private long askedNanos = sentNanos - PAUSE.toNanos();
    private byte[] preview;
    private long previewedNanos = sentNanos - PAUSE.toNanos();

    /** @param idleBefore whether the node was idle right before the task was sent */
    RunningTask(String taskId, boolean idleBefore) {
        this.taskId = taskId;
        this.idleBefore = idleBefore;
    }

    public String taskId() {
        return taskId;
    }

    /** Records the running job: on a node that was idle, the first one is this task. */
    synchronized void observe(Progress progress) {
        if (idleBefore && !answered && timestamp == null && isApiJob(progress)) {
            timestamp = progress.jobTimestamp();
        }
    }

    /** Whether the running job is this task: the node was idle before, and its first job is still running. */
    synchronized boolean matches(Progress progress) {
        observe(progress);
        boolean matches =
                !answered && isApiJob(progress) && progress.jobTimestamp().equals(timestamp);
        latest = matches ? progress : null;
        return matches;
    }

    /** Whether the node ran this task and has no memory of it: it was restarted in between, and the answer will never come. */
    synchronized boolean isForgottenBy(Progress progress) {
        return !answered
                && timestamp != null
                && progress.idle()
                && !progress.jobTimestamp().equals(timestamp);
    }

    /** Whether it is time to read its progress from the node again, which is up to the caller then. */
    synchronized boolean isDue() {
        boolean due = System.nanoTime() - askedNanos >= PAUSE.toNanos();
        if (due) {
            askedNanos = System.nanoTime();
        }
        return due;
    }

    /** The progress that was last seen of it; empty if the running job was not known to be this task. */
    synchronized Optional<Progress> latest() {
        return Optional.ofNullable(latest);
    }

    /** As {@link #isDue}, for its preview. */
    synchronized boolean isPreviewDue() {
        boolean due = System.nanoTime() - previewedNanos >= PAUSE.toNanos();
        if (due) {
            previewedNanos = System.nanoTime();
        }
        return due;
    }

    /** Records the image that it is at; null: none. */
    synchronized void preview(byte[] image) {
        preview = image;
    }

    /** The image that it was last seen at. */
    synchronized Optional<byte[]> preview() {
        return Optional.ofNullable(preview);
    }

    public Instant sentAt() {
        return sentAt;
    }

    /** How long ago it was sent. */
    Duration age() {
        return Duration.ofNanos(System.nanoTime() - sentNanos);
    }

    private static boolean isApiJob(Progress progress) {
        return progress.jobCount() != 0
                && !progress.isFromWebPage()
                && !progress.jobTimestamp().isBlank();
    }

    synchronized boolean isOpen() {
        return !answered;
    }

    synchronized void answered() {
        answered = true;
    }

    synchronized void interrupted(boolean byUs) {
        interrupted = byUs;
    }

    synchronized boolean wasInterruptedByUs() {
        return interrupted;
    }
}
