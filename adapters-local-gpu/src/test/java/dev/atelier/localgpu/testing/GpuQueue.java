package dev.atelier.localgpu.testing;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** The single queue of the node. Jobs take time without blocking a thread; those with duration zero end at once. */
final class GpuQueue {

    private static final DateTimeFormatter SECONDS = DateTimeFormatter.ofPattern("yyyyMMddHHmmss");

    static final String PREVIEW = TinyPng.base64("preview");

    private final ScheduledExecutorService timer;
    private final Deque<SimulatedJob> waiting = new ArrayDeque<>();
    private SimulatedJob current;
    private String lastTimestamp = "0";
    private boolean interrupted;
    private int interruptions;

    GpuQueue(ScheduledExecutorService timer) {
        this.timer = timer;
    }

    void add(SimulatedJob job) {
        synchronized (this) {
            waiting.add(job);
        }
        next();
    }

    private void next() {
        SimulatedJob job;
        synchronized (this) {
            if (current != null || waiting.isEmpty()) {
                return;
            }
            job = waiting.remove();
            current = job;
            interrupted = false;
            lastTimestamp = LocalDateTime.now().format(SECONDS);
            job.timestamp = lastTimestamp;
            job.begun = true;
            job.loading = true;
        }
        after(job.work.load().apply(job), () -> generate(job));
    }

    private void generate(SimulatedJob job) {
        synchronized (this) {
            job.loading = false;
            job.beganNanos = System.nanoTime();
            job.lasts = job.work.generate();
        }
        after(job.interrupted ? Duration.ZERO : job.lasts, () -> end(job));
    }

    private void end(SimulatedJob job) {
        synchronized (this) {
            if (current != job) {
                return;
            }
            current = null;
        }
        job.done.complete(job);
        next();
    }

    private void after(Duration time, Runnable what) {
        if (time.isZero()) {
            what.run();
        } else {
            timer.schedule(what, time.toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    /** Interrupts the running job; while a model loads, it takes effect afterwards. */
    void interrupt() {
        SimulatedJob job;
        synchronized (this) {
            interrupted = true;
            interruptions++;
            job = current;
            if (job != null) {
                job.interrupted = true;
            }
        }
        if (job != null && !job.loading) {
            end(job);
        }
    }

    synchronized int interruptions() {
        return interruptions;
    }

    synchronized ObjectNode progress() {
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        boolean generation = current != null && !current.loading;
        double passed =
                generation ? (System.nanoTime() - current.beganNanos) / Math.max(1., current.lasts.toNanos()) : 0;
        answer.put("progress", current != null && current.loading ? -.01 : Math.min(1, passed));
        answer.put("eta_relative", 0).putNull("textinfo");
        answer.put("current_image", generation ? PREVIEW : null);
        answer.putObject("state")
                .put("job", current == null ? "" : current.name)
                .put("job_count", current == null ? 0 : current.loading ? -1 : current.images)
                .put("job_no", 0)
                .put("job_timestamp", lastTimestamp)
                .put("sampling_step", (int) (Math.min(1, passed) * 20))
                .put("sampling_steps", generation ? 20 : 0)
                .put("skipped", false)
                .put("interrupted", interrupted);
        return answer;
    }

    /** The status of one task, as for the web page. */
    synchronized ObjectNode task(String id) {
        boolean active = current != null && id.equals(current.taskId);
        boolean queued = waiting.stream().anyMatch(job -> id.equals(job.taskId));
        return JsonNodeFactory.instance
                .objectNode()
                .put("active", active)
                .put("queued", queued)
                .put("completed", false);
    }
}
