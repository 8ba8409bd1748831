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

import io.shardflow.nifi.kinesis.stream.RecordsClient;
import org.apache.nifi.logging.ComponentLog;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.kinesis.retrieval.DataFetcherProviderConfig;

/**
 * Shared throughput: each shard is asked with GetRecords.
 *
 * @param kinesis for all other calls; the caller's to close
 * @param records closed with this
 */
public record Polling(KinesisAsyncClient kinesis, RecordsClient records, ComponentLog log) implements Retrieval {

    @Override
    public AnswerSource open(final DataFetcherProviderConfig config) {
        return new PolledAnswers(new SizedDataFetcher(kinesis, records::getRecords, config, log));
    }

    @Override
    public boolean isPushed() {
        return false;
    }

    @Override
    public void endCalls() {
        records.close();
    }

    @Override
    public void close() {
        records.close();
    }
}
