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

import io.shardflow.nifi.kinesis.stream.RecordsAnswer;
import java.util.List;
import software.amazon.awssdk.services.kinesis.model.ChildShard;
import software.amazon.kinesis.retrieval.GetRecordsResponseAdapter;
import software.amazon.kinesis.retrieval.KinesisClientRecord;

/**
 * An answer of GetRecords in the client library's terms. The library's own adapter converts the records anew whenever somebody
 * asks for them.
 */
record ConvertedAnswer(
        List<KinesisClientRecord> records,
        Long millisBehindLatest,
        List<ChildShard> childShards,
        String nextShardIterator)
        implements GetRecordsResponseAdapter {

    static ConvertedAnswer of(final RecordsAnswer answer) {
        return new ConvertedAnswer(
                answer.records(),
                answer.rest().millisBehindLatest(),
                answer.rest().childShards(),
                answer.rest().nextShardIterator());
    }

    @Override
    public String requestId() {
        return null;
    }
}
