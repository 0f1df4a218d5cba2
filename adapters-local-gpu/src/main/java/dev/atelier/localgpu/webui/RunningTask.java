package dev.atelier.localgpu.webui;

/**
 * A task that was sent to the node and is not answered yet, and what is known of it there. SD WebUI's interrupt hits
 * whatever runs, so it has to be shown first that this is ours. Thread-safe.
 */
public final class RunningTask {

    private final String taskId;
    private final boolean idleBefore;
    private String began;
    private boolean answered;
    private boolean interrupted;

    /** @param idleBefore whether nothing ran on the node right before the task was sent */
    RunningTask(String taskId, boolean idleBefore) {
        this.taskId = taskId;
        this.idleBefore = idleBefore;
    }

    public String taskId() {
        return taskId;
    }

    /** Takes note of what runs: on a node that was idle, the first job to be seen is ours. */
    synchronized void observe(Progress progress) {
        if (idleBefore && !answered && began == null && isJobOfOurs(progress)) {
            began = progress.jobTimestamp();
        }
    }

    /** Whether what runs is this task: the node was idle before, and the job seen first has not given way to another. */
    synchronized boolean matches(Progress progress) {
        observe(progress);
        return !answered && isJobOfOurs(progress) && progress.jobTimestamp().equals(began);
    }

    private static boolean isJobOfOurs(Progress progress) {
        return progress.jobCount() != 0
                && !progress.isOfThePage()
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
