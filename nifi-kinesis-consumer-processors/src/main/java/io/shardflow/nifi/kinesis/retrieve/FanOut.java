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

import io.shardflow.nifi.kinesis.stream.FanOutClient;
import org.apache.nifi.logging.ComponentLog;
import software.amazon.kinesis.retrieval.DataFetcherProviderConfig;

/**
 * Enhanced fan-out: Kinesis pushes the records of each shard, with a throughput that is this application's own.
 *
 * @param consumer registered
 */
public record FanOut(FanOutClient client, FanOutConsumer consumer, ComponentLog log) implements Retrieval {

    @Override
    public AnswerSource open(final DataFetcherProviderConfig config) {
        return new FanOutAnswers(
                client::subscribe,
                consumer,
                config.getShardId(),
                config.getStreamIdentifier(),
                FanOutAnswers.WAIT,
                FanOutAnswers.BETWEEN_CALLS,
                log);
    }

    @Override
    public boolean isPushed() {
        return true;
    }

    @Override
    public void endCalls() {
        // who waits for an event does so for half a second
    }

    @Override
    public void close() {
        client.close();
    }
}
