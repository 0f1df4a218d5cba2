package dev.atelier.rest.sdapi;

import dev.atelier.application.compute.JobProgress;
import dev.atelier.application.inference.ControlInference;
import dev.atelier.application.inference.InferenceOutcome;
import dev.atelier.domain.access.Caller;
import dev.atelier.rest.ApiController;
import dev.atelier.rest.LazyJsonBody;
import dev.atelier.rest.access.CurrentCaller;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Post;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** How far a job is to which the caller gave a name with {@code force_task_id}, as WebUI 1.10 answers it. */
@SdapiEnabled
@ApiController
@Tag(name = "webui")
@Controller
class TaskProgressController {

    private static final long NO_PREVIEW = -1;
    private static final double MILLIS = 1000;
    private static final String WAITING = "Waiting...";

    private final TaskIds tasks;
    private final ControlInference control;

    TaskProgressController(TaskIds tasks, ControlInference control) {
        this.tasks = tasks;
        this.control = control;
    }

    @Post("/internal/progress")
    @Operation(operationId = "WebUiGetTaskProgress", summary = "How far the job of a force_task_id is (SD WebUI)")
    @RequestBody(content = @Content(schema = @Schema(implementation = SdapiSchemas.WebUiTask.class)))
    @ApiResponse(
            responseCode = "200",
            description = "Neither active, queued nor completed where the caller has no such job.",
            content = @Content(schema = @Schema(implementation = SdapiSchemas.WebUiTaskProgress.class)))
    HttpResponse<?> getTaskProgress(
            @CurrentCaller(permission = "inference:create") Caller caller, @Nullable @Body LazyJsonBody body) {
        Map<String, Object> asked = LazyJsonBody.payload(body).toMap();
        long shown = (long) read(FieldType.INTEGER, "id_live_preview", asked).orElse(NO_PREVIEW);
        boolean preview =
                (boolean) read(FieldType.SWITCH, "live_preview", asked).orElse(true);
        Optional<ControlInference.Current> job = read(FieldType.TEXT, "id_task", asked)
                .flatMap(id -> tasks.find(caller.name(), id.toString()))
                .flatMap(id -> control.find(caller, id));
        return SdapiJson.answer(
                job.map(found -> progress(found, preview, shown)).orElseGet(() -> inactive(false, false, WAITING)));
    }

    private static Optional<Object> read(FieldType type, String name, Map<String, Object> asked) {
        return Optional.ofNullable(asked.get(name)).flatMap(value -> type.read(name, value));
    }

    private Map<String, Object> progress(ControlInference.Current found, boolean preview, long shown) {
        if (found.job().status().isEnd()) {
            return inactive(false, true, WAITING);
        }
        String place = ProgressController.place(found, control.estimatedWait(found));
        return place == null ? active(found, preview, shown) : inactive(true, false, place);
    }

    private static Map<String, Object> inactive(boolean queued, boolean completed, String text) {
        return answer(false, queued, completed, null, null, null, NO_PREVIEW, text);
    }

    private Map<String, Object> active(ControlInference.Current found, boolean preview, long shown) {
        Optional<JobProgress.Sampling> sampling = ProgressController.sampling(found);
        Optional<byte[]> image = preview ? control.preview(found) : Optional.empty();
        long id = image.map(TaskProgressController::id).orElse(shown);
        return answer(
                true,
                false,
                false,
                sampling.map(JobProgress.Sampling::fraction).orElse(0.0),
                sampling.flatMap(JobProgress.Sampling::remaining)
                        .map(Duration::toMillis)
                        .map(millis -> millis / MILLIS)
                        .orElse(null),
                image.filter(file -> id != shown)
                        .map(TaskProgressController::dataUrl)
                        .orElse(null),
                id,
                null);
    }

    /** Clients name the image that they have, so that it is not sent twice. */
    private static long id(byte[] image) {
        return Integer.toUnsignedLong(Arrays.hashCode(image));
    }

    private static String dataUrl(byte[] image) {
        String type = InferenceOutcome.Format.of(image)
                .orElse(InferenceOutcome.Format.PNG)
                .contentType();
        return "data:" + type + ";base64," + Base64.getEncoder().encodeToString(image);
    }

    private static Map<String, Object> answer(
            boolean active,
            boolean queued,
            boolean completed,
            @Nullable Double progress,
            @Nullable Double eta,
            @Nullable String preview,
            long previewId,
            @Nullable String text) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("active", active);
        answer.put("queued", queued);
        answer.put("completed", completed);
        answer.put("progress", progress);
        answer.put("eta", eta);
        answer.put("live_preview", preview);
        answer.put("id_live_preview", previewId);
        answer.put("textinfo", text);
        return answer;
    }
}
