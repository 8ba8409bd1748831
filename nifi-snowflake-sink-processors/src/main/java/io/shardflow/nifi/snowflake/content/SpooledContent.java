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
package io.shardflow.nifi.snowflake.content;

import io.shardflow.nifi.kinesis.metadata.StreamShard;
import io.shardflow.nifi.snowflake.load.ShardRange;
import java.util.List;
import java.util.Map;

/**
 * The content of one FlowFile, checked and copied, ready for PUT.
 *
 * @param file JSON lines, compressed; removed by {@link #close()}
 * @param rows records in the file
 * @param repeats records left out because the same position with the same bytes was there already
 * @param bytes size before compression
 * @param shards what it holds of each shard, from the records themselves
 * @param fields top-level field names of the records in the file as written, each once, in order of appearance
 * @param rejected records that cannot be loaded, which are not in the file; removed by {@link #close()}
 */
public record SpooledContent(
        SpoolFile file,
        long rows,
        long repeats,
        long bytes,
        Map<StreamShard, ShardRange> shards,
        List<String> fields,
        RejectedRecords rejected)
        implements AutoCloseable {

    public SpooledContent {
        shards = Map.copyOf(shards);
        fields = List.copyOf(fields);
    }

    /** The rejected records as a list, which is empty if there are none. */
    public List<RejectedRecords> allRejected() {
        return rejected.count() == 0 ? List.of() : List.of(rejected);
    }

    /**
     * Some of the records in the file.
     *
     * @param from number of the first, from 0
     * @param to number of the one after the last
     */
    public ContentSpooler.Source records(final long from, final long to) {
        return () -> new LineRange(file.read(), from, to);
    }

    @Override
    public void close() {
        file.close();
        rejected.close();
    }
}
