package dev.atelier.rest.checkpoint;

import dev.atelier.application.checkpoint.CompleteCheckpointUpload;
import dev.atelier.application.checkpoint.CreateCheckpoint;
import dev.atelier.application.checkpoint.RenameCheckpoint;
import dev.atelier.domain.NotFound;
import dev.atelier.domain.NotSupported;
import dev.atelier.domain.access.Action;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.Resource;
import dev.atelier.domain.checkpoint.Checkpoint;
import dev.atelier.domain.checkpoint.CheckpointId;
import dev.atelier.rest.Fields;
import dev.atelier.rest.JsonBody;
import dev.atelier.rest.Operations;
import dev.atelier.rest.PublicLinks;
import dev.atelier.rest.access.Acting;
import dev.atelier.rest.envelope.Answer;
import dev.atelier.rest.envelope.PathIds;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Put;

/** Brings checkpoints in, by files uploaded in parts, and changes them. */
@Operations("/checkpoints")
class UploadController {

    private final CreateCheckpoint create;
    private final CompleteCheckpointUpload complete;
    private final RenameCheckpoint rename;
    private final PublicLinks links;

    UploadController(
            CreateCheckpoint create, CompleteCheckpointUpload complete, RenameCheckpoint rename, PublicLinks links) {
        this.create = create;
        this.complete = complete;
        this.rename = rename;
        this.links = links;
    }

    @Post
    HttpResponse<Answer> createCheckpoint(
            @Acting Caller caller, @Nullable @Body JsonBody body, HttpRequest<?> request) {
        Fields fields = JsonBody.fields(body);
        if (!fields.has(CheckpointRequests.FILENAMES)) {
            throw importByUrl(caller, fields);
        }
        CreateCheckpoint.Created created = create.create(caller, CheckpointRequests.upload(fields));
        return Answer.of(HttpStatus.ACCEPTED, CreatedCheckpoint.of(created, links.of(request)));
    }

    @Put("/{id}")
    HttpResponse<UpdatedCheckpoint> updateCheckpoint(@Acting Caller caller, String id, @Nullable @Body JsonBody body) {
        Fields fields = JsonBody.fields(body);
        CheckpointId checkpoint = CheckpointId.parse(id)
                .orElseThrow(() -> new NotFound("checkpoint not found with id " + PathIds.shown(id)));
        return Answer.bare(HttpStatus.OK, UpdatedCheckpoint.of(update(caller, checkpoint, fields)));
    }

    private Checkpoint update(Caller caller, CheckpointId id, Fields body) {
        return CheckpointRequests.rename(body)
                .map(name -> rename.rename(caller, id, name))
                .orElseGet(() -> complete.complete(caller, id, CheckpointRequests.completion(body)));
    }

    private static NotSupported importByUrl(Caller caller, Fields body) {
        CheckpointRequests.type(body);
        body.texts(CheckpointRequests.URLS);
        caller.require(Resource.CHECKPOINT, Action.CREATE);
        return new NotSupported("this service does not import checkpoints from URLs; download the files yourself, then"
                + " upload them in parts with filenames: [{filename, parts_number}]");
    }
}
