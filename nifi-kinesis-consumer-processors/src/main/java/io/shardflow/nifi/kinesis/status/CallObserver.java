/*
 * Copyright 2026 The Shardflow authors
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *     http://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */
package io.shardflow.nifi.kinesis.status;

import java.util.Optional;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.interceptor.SdkExecutionAttribute;
import software.amazon.awssdk.services.kinesis.model.DescribeStreamSummaryResponse;

/**
 * Sees how every call of a client ends, the client library's calls included, after the SDK's retries. Of the calls that read
 * a shard it tells only that an iterator is denied: who reads a shard tells the status of all else, but iterators are also
 * asked for at the start, by nobody who knows the status.
 *
 * <p><b>Threading.</b> Called by the SDK's threads.
 */
public final class CallObserver implements ExecutionInterceptor {

    private static final String GET_RECORDS = "GetRecords";
    private static final String GET_SHARD_ITERATOR = "GetShardIterator";

    private final ConsumerStatus status;
    private final String service;
    private final String subject;
    private volatile boolean closed;

    /** @param subject what calls are made on whose request names neither a table nor a shard */
    public CallObserver(final ConsumerStatus status, final String service, final String subject) {
        this.status = status;
        this.service = service;
        this.subject = subject;
    }

    /** Sees denials only from now on: calls that fail because their client is closed are no failures. */
    public void close() {
        closed = true;
    }

    @Override
    public void afterExecution(final Context.AfterExecution context, final ExecutionAttributes attributes) {
        if (context.response() instanceof final DescribeStreamSummaryResponse described) {
            status.streamIs(described.streamDescriptionSummary().streamARN());
        }
        if (!closed) {
            call(context.request(), attributes).ifPresent(status::worked);
        }
    }

    @Override
    public void onExecutionFailure(final Context.FailedExecution context, final ExecutionAttributes attributes) {
        final boolean denied = Failure.isDenial(context.exception());
        call(context.request(), attributes)
                .filter(call -> denied || !closed && !call.operation().equals(GET_SHARD_ITERATOR))
                .ifPresent(call -> status.failed(call, context.exception()));
    }

    private Optional<Call> call(final SdkRequest request, final ExecutionAttributes attributes) {
        final String operation = attributes.getAttribute(SdkExecutionAttribute.OPERATION_NAME);
        if (operation == null || operation.equals(GET_RECORDS)) {
            return Optional.empty();
        }
        return Optional.of(new Call(
                service,
                operation,
                request.getValueForField("TableName", String.class)
                        .or(() -> request.getValueForField("ShardId", String.class))
                        .orElse(subject)));
    }
}
