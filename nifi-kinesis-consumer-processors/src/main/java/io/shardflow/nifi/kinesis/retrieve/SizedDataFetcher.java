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
package io.shardflow.nifi.kinesis.retrieve;

import io.shardflow.nifi.kinesis.status.Failure;
import io.shardflow.nifi.kinesis.stream.RecordsAnswer;
import java.util.function.Function;
import org.apache.nifi.logging.ComponentLog;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.model.GetRecordsRequest;
import software.amazon.awssdk.services.kinesis.model.GetRecordsResponse;
import software.amazon.kinesis.retrieval.DataFetcherProviderConfig;
import software.amazon.kinesis.retrieval.DataRetrievalUtil;
import software.amazon.kinesis.retrieval.GetRecordsResponseAdapter;
import software.amazon.kinesis.retrieval.RetryableRetrievalException;
import software.amazon.kinesis.retrieval.polling.KinesisDataFetcher;

/**
 * The client library's fetcher with calls of our own, in the thread that asks, and with a number of records that fits what Kinesis
 * can answer in time, where the library asks for the same number in every call.
 *
 * <p><b>Threading.</b> As {@link KinesisDataFetcher}; GetRecords is called by the shard's fetching thread alone.
 */
final class SizedDataFetcher extends KinesisDataFetcher {

    private final Function<GetRecordsRequest, RecordsAnswer> calls;
    private final String shardId;
    private final AnswerSize size;
    private final ComponentLog log;
    private RecordsAnswer last;

    /**
     * @param kinesis for all calls but GetRecords
     * @param calls of GetRecords, in the thread that asks
     */
    SizedDataFetcher(
            final KinesisAsyncClient kinesis,
            final Function<GetRecordsRequest, RecordsAnswer> calls,
            final DataFetcherProviderConfig config,
            final ComponentLog log) {
        super(kinesis, config);
        this.calls = calls;
        this.shardId = config.getShardId();
        this.size = new AnswerSize(config.getMaxRecords());
        this.log = log;
    }

    @Override
    public GetRecordsRequest getGetRecordsRequest(final String nextIterator) {
        return super.getGetRecordsRequest(nextIterator).toBuilder()
                .limit(size.records())
                .build();
    }

    @Override
    public GetRecordsResponse getGetRecordsResponse(final GetRecordsRequest request) {
        final GetRecordsResponse response = call(request);
        if (!DataRetrievalUtil.isValidResult(response.nextShardIterator(), response.childShards())) {
            throw new RetryableRetrievalException(
                    "the answer for " + shardId + " neither goes on nor names the shards that do");
        }
        return response;
    }

    @Override
    protected GetRecordsResponseAdapter getRecordsAdapter(final String nextIterator) {
        getRecords(nextIterator);
        final RecordsAnswer answer = last;
        last = null;
        return ConvertedAnswer.of(answer);
    }

    private GetRecordsResponse call(final GetRecordsRequest request) {
        try {
            last = calls.apply(request);
            size.answered();
            return last.rest();
        } catch (final SdkException e) {
            if (Failure.of(e)
                    .filter(failure -> failure.kind() == Failure.Kind.NO_ANSWER)
                    .isPresent()) {
                size.unanswered();
                // whoever runs this is told of the silence itself, in a bulletin for all shards together
                log.debug(
                        "{}: GetRecords of {} records was not answered in time; {} are asked for next",
                        shardId,
                        request.limit(),
                        size.records());
            }
            throw e;
        }
    }
}
