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
import java.util.Set;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.interceptor.SdkExecutionAttribute;

/**
 * Sees how every call of a client ends, the client library's calls included, after the SDK's retries. Calls that read a
 * shard are left out: their requests name no shard, and who makes them tells the status by itself.
 *
 * <p><b>Threading.</b> Called by the SDK's threads.
 */
public final class CallObserver implements ExecutionInterceptor {

    private static final Set<String> READS = Set.of("GetRecords", "GetShardIterator");

    private final ConsumerStatus status;
    private final String service;
    private final String subject;
    private volatile boolean closed;

    /** @param subject what calls are made on whose request names no table */
    public CallObserver(final ConsumerStatus status, final String service, final String subject) {
        this.status = status;
        this.service = service;
        this.subject = subject;
    }

    /** Sees nothing from now on: calls that fail because their client is closed are no failures. */
    public void close() {
        closed = true;
    }

    @Override
    public void afterExecution(final Context.AfterExecution context, final ExecutionAttributes attributes) {
        call(context.request(), attributes).ifPresent(status::worked);
    }

    @Override
    public void onExecutionFailure(final Context.FailedExecution context, final ExecutionAttributes attributes) {
        call(context.request(), attributes).ifPresent(call -> status.failed(call, context.exception()));
    }

    private Optional<Call> call(final SdkRequest request, final ExecutionAttributes attributes) {
        final String operation = attributes.getAttribute(SdkExecutionAttribute.OPERATION_NAME);
        if (closed || operation == null || READS.contains(operation)) {
            return Optional.empty();
        }
        return Optional.of(new Call(
                service,
                operation,
                request.getValueForField("TableName", String.class).orElse(subject)));
    }
}
