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
package io.shardflow.nifi.kinesis.settings;

import io.shardflow.nifi.kinesis.metadata.KinesisMetadata;
import org.apache.nifi.components.PropertyDescriptor;

/** Properties of ConsumeKinesisStream that say how records are written. */
public final class OutputProperties {

    public static final PropertyDescriptor METADATA_FIELD = new PropertyDescriptor.Builder()
            .name("Metadata Field")
            .description("""
                    Name of the field that is written first into each JSON record and holds its identity: stream, shardId, \
                    approximateArrival, partitionKey, sequenceNumber, subSequenceNumber, shardedSequenceNumber. A record \
                    that already has a field of that name, in any case, goes to parse.failure.""")
            .required(true)
            .addValidator(PropertyFormats.PRESENT)
            .defaultValue(KinesisMetadata.DEFAULT_FIELD)
            .build();

    private OutputProperties() {}
}
