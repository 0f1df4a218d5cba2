package dev.atelier.rest.checkpoint.v2023;

import dev.atelier.application.checkpoint.ListCheckpoints;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.checkpoint.CheckpointStatus;
import dev.atelier.domain.checkpoint.CheckpointType;
import dev.atelier.rest.ApiController;
import dev.atelier.rest.access.CurrentCaller;
import dev.atelier.rest.envelope.Api20230705;
import dev.atelier.rest.envelope.ResponseEnvelope;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Lists the names of models to use beside a Stable-diffusion one: those of the newest checkpoints of a type. */
@Api20230705
@ApiController
@Tag(name = "checkpoint")
@Controller("/inference")
class V2023ModelNameController {

    private final ListCheckpoints list;

    V2023ModelNameController(ListCheckpoints list) {
        this.list = list;
    }

    @Get("/get-texual-inversion-list")
    @Operation(operationId = "GetTexualInversionList", summary = "File names of embeddings (2023-07-05)")
    HttpResponse<List<String>> getTexualInversionList(@CurrentCaller(permission = "checkpoint:list") Caller caller) {
        return names(caller, CheckpointType.EMBEDDINGS);
    }

    @Get("/get-lora-list")
    @Operation(operationId = "GetLoraList", summary = "File names of LoRA models (2023-07-05)")
    HttpResponse<List<String>> getLoraList(@CurrentCaller(permission = "checkpoint:list") Caller caller) {
        return names(caller, CheckpointType.LORA);
    }

    @Get("/get-hypernetwork-list")
    @Operation(operationId = "GetHypernetworkList", summary = "File names of hypernetworks (2023-07-05)")
    HttpResponse<List<String>> getHypernetworkList(@CurrentCaller(permission = "checkpoint:list") Caller caller) {
        return names(caller, CheckpointType.HYPERNETWORKS);
    }

    @Get("/get-controlnet-model-list")
    @Operation(operationId = "GetControlnetModelList", summary = "File names of ControlNet models (2023-07-05)")
    HttpResponse<List<String>> getControlnetModelList(@CurrentCaller(permission = "checkpoint:list") Caller caller) {
        return names(caller, CheckpointType.CONTROL_NET);
    }

    private HttpResponse<List<String>> names(Caller caller, CheckpointType type) {
        ListCheckpoints.Query active = new ListCheckpoints.Query(
                Optional.empty(), Set.of(type), Set.of(CheckpointStatus.ACTIVE), Set.of(), 1, Api20230705.MAX_ROWS);
        return ResponseEnvelope.bare(
                HttpStatus.OK,
                list.list(caller, active).items().stream()
                        .flatMap(checkpoint -> checkpoint.files().stream())
                        .map(file -> file.name().value())
                        .toList());
    }
}
