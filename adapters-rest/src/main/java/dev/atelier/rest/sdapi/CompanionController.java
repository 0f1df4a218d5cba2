package dev.atelier.rest.sdapi;

import dev.atelier.application.inference.ControlInference;
import dev.atelier.domain.access.Caller;
import dev.atelier.rest.ApiController;
import dev.atelier.rest.access.CurrentCaller;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.swagger.v3.oas.annotations.Hidden;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What WebUI's clients look at beside its API, mostly to see whether there is a server and whether it wants a login. */
@SdapiEnabled
@Hidden
@ApiController
@Controller
class CompanionController {

    private final ControlInference control;

    CompanionController(ControlInference control) {
        this.control = control;
    }

    /** Browsers are led on before they get here. */
    @Get
    HttpResponse<?> root() {
        return SdapiJson.answer(Map.of("api", "/sdapi/v1"));
    }

    @Get("/internal/ping")
    HttpResponse<?> ping(@CurrentCaller Caller caller) {
        return SdapiJson.answer(Map.of());
    }

    /** The page's description, of which clients read the components. */
    @Get("/config")
    HttpResponse<?> config(@CurrentCaller Caller caller) {
        return SdapiJson.answer(Map.of("version", "atelier", "mode", "blocks", "components", List.of()));
    }

    @Post("/login")
    HttpResponse<?> login(@CurrentCaller Caller caller) {
        return SdapiJson.answer(Map.of("success", true));
    }

    @Get("/user")
    HttpResponse<?> user(@CurrentCaller Caller caller) {
        return SdapiJson.answer(caller.name().value());
    }

    @Get("/queue/status")
    HttpResponse<?> queueStatus(@CurrentCaller(permission = "inference:create") Caller caller) {
        Map<String, Object> status = new LinkedHashMap<>();
        status.put("msg", "estimation");
        status.put("rank", null);
        status.put(
                "queue_size",
                control.current(caller).map(ControlInference.Current::count).orElse(0));
        status.put("avg_event_process_time", null);
        status.put("avg_event_concurrent_process_time", null);
        status.put("rank_eta", null);
        status.put("queue_eta", 0);
        return SdapiJson.answer(status);
    }
}
