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
package io.shardflow.nifi.kinesis.stream;

import io.shardflow.nifi.kinesis.cbor.CborReader;
import io.shardflow.nifi.kinesis.cbor.UnsureException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.nifi.logging.ComponentLog;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.GetRecordsRequest;
import software.amazon.awssdk.services.kinesis.model.GetRecordsResponse;
import software.amazon.kinesis.retrieval.KinesisClientRecord;

/**
 * Takes the records of GetRecords out of an answer on its way to the SDK, which gets the rest. The SDK makes a dozen objects for each
 * record, by maps of fields and lambdas. Of an answer that it is not sure of nothing is kept: the call is made again, and from then on
 * the SDK reads all answers of this client. One that is not CBOR, since it was switched off or something between has answered, is the
 * SDK's at once, as is one with a checksum, which holds for the body as it came.
 *
 * <p><b>Threading.</b> Any thread. A blocking client runs its interceptors in the thread that calls, so that is where the records
 * are kept meanwhile; an attribute of the execution would need a name that no other class loader with this NAR has taken.
 */
final class RecordsInterceptor implements ExecutionInterceptor {

    private static final String CBOR = "application/x-amz-cbor-1.1";

    private final ThreadLocal<List<KinesisClientRecord>> records = new ThreadLocal<>();
    private final AtomicBoolean leftToSdk = new AtomicBoolean();
    private final ComponentLog log;

    RecordsInterceptor(final ComponentLog log) {
        this.log = log;
    }

    /** @param client a blocking one that has this interceptor */
    RecordsAnswer getRecords(final KinesisClient client, final GetRecordsRequest request) {
        try {
            return call(client, request);
        } catch (final SdkClientException e) {
            if (!(e.getCause() instanceof final UnsureException unexpected)) {
                throw e;
            }
            if (!leftToSdk.getAndSet(true)) {
                log.info(
                        "An answer of GetRecords is not of the expected form ({}). The AWS SDK reads the answers until the next"
                                + " start, which loses nothing and takes more of the processor",
                        unexpected.getMessage());
            }
            return call(client, request);
        }
    }

    private RecordsAnswer call(final KinesisClient client, final GetRecordsRequest request) {
        try {
            final GetRecordsResponse answer = client.getRecords(request);
            final List<KinesisClientRecord> taken = records.get();
            return taken == null ? RecordsAnswer.of(answer) : new RecordsAnswer(taken, answer);
        } finally {
            records.remove();
        }
    }

    @Override
    public Optional<InputStream> modifyHttpResponseContent(
            final Context.ModifyHttpResponse context, final ExecutionAttributes attributes) {
        records.remove();
        return !leftToSdk.get() && isRead(context) ? context.responseBody().map(this::read) : context.responseBody();
    }

    private static boolean isRead(final Context.ModifyHttpResponse context) {
        final SdkHttpResponse response = context.httpResponse();
        return context.request() instanceof GetRecordsRequest
                && response.isSuccessful()
                && response.firstMatchingHeader("Content-Type")
                        .filter(CBOR::equals)
                        .isPresent()
                && response.firstMatchingHeader("Content-Encoding").isEmpty()
                && response.firstMatchingHeader("x-amz-crc32").isEmpty();
    }

    private InputStream read(final InputStream body) {
        try (body) {
            final AnswerBody answer = AnswerBody.read(new CborReader(body));
            records.set(answer.records());
            return new ByteArrayInputStream(answer.rest());
        } catch (final UnsureException e) {
            throw SdkClientException.create("The answer is not what was expected: " + e.getMessage(), e);
        } catch (final IOException e) {
            throw SdkClientException.create("The answer did not come whole: " + e.getMessage(), e);
        }
    }
}
