package dev.atelier.rest;

import dev.atelier.domain.InvalidRequestException;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.nio.channels.ClosedChannelException;
import java.util.List;

/**
 * Rejects requests that a proxy in front of this service could frame differently (RFC 9112, sections 6 and 11.2), and
 * reads nothing after them: the following bytes could be part of the body. Netty's decoder rejects most of them; its
 * strictness can be lowered by system properties, it accepts unknown transfer codings before {@code chunked}, and the
 * framework takes a body that ends in a malformed chunk as complete. One instance per connection, used by its event
 * loop.
 */
final class RequestFraming extends ChannelDuplexHandler {

    private HttpRequest current;
    private int unanswered;
    private boolean lastRequest;
    private boolean ended;

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (ended) {
            ReferenceCountUtil.release(message);
        } else if (message instanceof HttpRequest request) {
            begin(request);
            context.fireChannelRead(request);
        } else if (message instanceof HttpContent content
                && content.decoderResult().isFailure()) {
            content.release();
            breakOff(context);
        } else {
            ended = lastRequest && message instanceof LastHttpContent;
            context.fireChannelRead(message);
        }
    }

    /** After the last response that is due, an ended connection closes. */
    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        boolean interim = message instanceof HttpResponse response
                && response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
        if (message instanceof LastHttpContent && !interim) {
            unanswered--;
        }
        context.write(
                message,
                ended && unanswered == 0 ? promise.unvoid().addListener(ChannelFutureListener.CLOSE) : promise);
    }

    private void begin(HttpRequest request) {
        current = request;
        unanswered++;
        if (request.decoderResult().isSuccess() && isAmbiguous(request.headers())) {
            request.setDecoderResult(failure());
        }
        ended = request.decoderResult().isFailure();
        // Of several lengths in HTTP/1.0 the decoder takes the first and hides the others; connections end there
        // anyway.
        lastRequest = !request.protocolVersion().equals(HttpVersion.HTTP_1_1);
    }

    private void breakOff(ChannelHandlerContext context) {
        ended = true;
        current.setDecoderResult(failure());
        if (unanswered == 0) {
            context.close();
        } else {
            InvalidRequestException malformed =
                    new InvalidRequestException("the request body has malformed HTTP/1.1 chunks");
            // The framework logs an error for other causes when the response was sent already.
            malformed.initCause(new ClosedChannelException());
            context.fireExceptionCaught(malformed);
        }
    }

    private static boolean isAmbiguous(HttpHeaders headers) {
        List<String> codings = headers.getAll(HttpHeaderNames.TRANSFER_ENCODING);
        boolean chunked = codings.size() == 1 && HttpHeaderValues.CHUNKED.contentEqualsIgnoreCase(codings.get(0));
        boolean sized = headers.contains(HttpHeaderNames.CONTENT_LENGTH);
        return !codings.isEmpty() && (!chunked || sized)
                || headers.getAll(HttpHeaderNames.HOST).size() > 1;
    }

    private static DecoderResult failure() {
        return DecoderResult.failure(new IllegalArgumentException("ambiguous framing"));
    }
}
