package dev.atelier.localgpu.webui;

/**
 * A task that was sent to the node and has no response yet. SD WebUI's interrupt stops whatever job is running, so this
 * class determines whether that is this task. Thread-safe.
 */
public final class RunningTask {

    private final String taskId;
    private final boolean idleBefore;
    private String timestamp;
    private boolean answered;
    private boolean interrupted;

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
        return !answered && isApiJob(progress) && progress.jobTimestamp().equals(timestamp);
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
