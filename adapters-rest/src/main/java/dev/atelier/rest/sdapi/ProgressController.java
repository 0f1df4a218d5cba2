package dev.atelier.rest.sdapi;

import dev.atelier.application.compute.JobProgress;
import dev.atelier.application.inference.ControlInference;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.inference.InferenceJobId;
import dev.atelier.rest.ApiController;
import dev.atelier.rest.access.CurrentCaller;
import dev.atelier.rest.inference.JobWaits;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.QueryValue;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** How far the caller's present job is, and how it is cut short. */
@SdapiEnabled
@ApiController
@Tag(name = "webui")
@Controller("/sdapi/v1")
class ProgressController {

    private static final int MAX_REMEMBERED = 1000;
    private static final double MILLIS = 1000;

    /** What WebUI reports of a job that has begun; 0 would count as idle. */
    private static final double BEGUN = 0.01;

    private static final DateTimeFormatter TIMESTAMP =
            DateTimeFormatter.ofPattern("uuuuMMddHHmmss").withZone(ZoneOffset.UTC);

    private final ControlInference control;

    /** Jobs that were interrupted here; they say so until they have ended. */
    private final Deque<InferenceJobId> interrupted = new ArrayDeque<>();

    ProgressController(ControlInference control) {
        this.control = control;
    }

    @Get("/progress")
    @Operation(operationId = "WebUiGetProgress", summary = "How far the caller's present job is (SD WebUI)")
    @ApiResponse(
            responseCode = "200",
            content = @Content(schema = @Schema(implementation = SdapiSchemas.WebUiProgress.class)))
    HttpResponse<?> getProgress(
            @CurrentCaller(permission = "inference:create") Caller caller,
            @Nullable @QueryValue("skip_current_image") String skipCurrentImage) {
        boolean skip = "true".equalsIgnoreCase(skipCurrentImage) || "1".equals(skipCurrentImage);
        return SdapiJson.answer(
                control.current(caller).map(current -> busy(current, skip)).orElseGet(ProgressController::idle));
    }

    @Post("/interrupt")
    @Operation(operationId = "WebUiInterrupt", summary = "Stop the caller's present job (SD WebUI)")
    @ApiResponse(
            responseCode = "200",
            description = "An empty object, at once; the job's own request ends with the images that there are.",
            content = @Content(schema = @Schema(implementation = SdapiSchemas.WebUiNothing.class)))
    HttpResponse<?> interrupt(@CurrentCaller(permission = "inference:create") Caller caller) {
        control.interrupt(caller).ifPresent(this::remember);
        return SdapiJson.answer(Map.of());
    }

    @Post("/skip")
    @Operation(operationId = "WebUiSkip", summary = "Go on with the next image of the caller's present job (SD WebUI)")
    @ApiResponse(
            responseCode = "200",
            description = "null",
            content = @Content(schema = @Schema(type = "object", nullable = true)))
    HttpResponse<?> skip(@CurrentCaller(permission = "inference:create") Caller caller) {
        control.skip(caller);
        return SdapiJson.answer(null);
    }

    private Map<String, Object> busy(ControlInference.Current current, boolean skipImage) {
        Optional<JobProgress.Sampling> sampling = sampling(current);
        Optional<Duration> wait = control.estimatedWait(current);
        Map<String, Object> state = state(isInterrupted(current.job().id()));
        state.put("job", "scripts_" + current.job().taskType().word());
        state.put("job_count", current.count());
        state.put("job_timestamp", timestamp(current.job().started()));
        state.put("sampling_step", sampling.map(JobProgress.Sampling::step).orElse(0));
        state.put("sampling_steps", sampling.map(JobProgress.Sampling::steps).orElse(0));
        return progress(
                Math.max(BEGUN, sampling.map(JobProgress.Sampling::fraction).orElse(0.0)),
                sampling.flatMap(JobProgress.Sampling::remaining)
                                .or(() -> wait)
                                .map(Duration::toMillis)
                                .orElse(0L)
                        / MILLIS,
                state,
                skipImage
                        ? null
                        : control.preview(current)
                                .map(Base64.getEncoder()::encodeToString)
                                .orElse(null),
                place(current, wait));
    }

    /** What the node reports of the job; empty unless it runs. */
    static Optional<JobProgress.Sampling> sampling(ControlInference.Current current) {
        return current.progress()
                .filter(JobProgress.Running.class::isInstance)
                .flatMap(running -> ((JobProgress.Running) running).sampling());
    }

    /** Where a job is in the queue, and how long that takes, for people; null unless it waits. */
    @Nullable
    static String place(ControlInference.Current current, Optional<Duration> wait) {
        return current.progress()
                .filter(JobProgress.Waiting.class::isInstance)
                .map(waiting -> "Waiting: place " + ((JobProgress.Waiting) waiting).position() + " in the queue"
                        + wait.map(time -> ", about " + JobWaits.seconds(time) + " s")
                                .orElse(""))
                .orElse(null);
    }

    private static Map<String, Object> idle() {
        return progress(0.0, 0.0, state(false), null, null);
    }

    private static Map<String, Object> progress(
            double fraction, double eta, Map<String, Object> state, @Nullable String image, @Nullable String text) {
        Map<String, Object> progress = new LinkedHashMap<>();
        progress.put("progress", fraction);
        progress.put("eta_relative", eta);
        progress.put("state", state);
        progress.put("current_image", image);
        progress.put("textinfo", text);
        return progress;
    }

    private static Map<String, Object> state(boolean interrupted) {
        Map<String, Object> state = new LinkedHashMap<>();
        state.put("skipped", false);
        state.put("interrupted", interrupted);
        state.put("stopping_generation", false);
        state.put("job", "");
        state.put("job_count", 0);
        state.put("job_timestamp", "0");
        state.put("job_no", 0);
        state.put("sampling_step", 0);
        state.put("sampling_steps", 0);
        return state;
    }

    private static String timestamp(@Nullable Instant started) {
        return started == null ? "0" : TIMESTAMP.format(started);
    }

    private void remember(InferenceJobId job) {
        synchronized (interrupted) {
            interrupted.add(job);
            if (interrupted.size() > MAX_REMEMBERED) {
                interrupted.remove();
            }
        }
    }

    private boolean isInterrupted(InferenceJobId job) {
        synchronized (interrupted) {
            return interrupted.contains(job);
        }
    }
}
