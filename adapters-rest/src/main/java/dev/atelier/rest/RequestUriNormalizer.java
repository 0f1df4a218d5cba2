package dev.atelier.rest;

import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpRequest;

/** Normalizes every request's target before routing and filters. */
@Sharable
final class RequestUriNormalizer extends ChannelInboundHandlerAdapter {

    static final RequestUriNormalizer INSTANCE = new RequestUriNormalizer();

    private RequestUriNormalizer() {}

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof HttpRequest request) {
            request.setUri(RequestUri.normalize(request.uri()));
        }
        context.fireChannelRead(message);
    }
}
