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
package io.shardflow.nifi.kinesis.write;

import java.util.Set;
import org.apache.nifi.processor.Relationship;

/** Where FlowFiles go. */
public final class ConsumerRelationships {

    public static final Relationship SUCCESS = new Relationship.Builder()
            .name("success")
            .description(
                    "Records, as Processing Strategy and Output Strategy say: by default as JSON lines, each with its"
                            + " metadata field.")
            .build();

    /** Envelopes. */
    public static final Relationship PARSE_FAILURE =
            new Relationship.Builder().name("parse.failure").description("""
                    Records that cannot be written as asked for: by default those that are not one JSON object or already \
                    have the metadata field. They come as JSON lines with the metadata, the original bytes in Base64 as "raw", and the "reason".""").build();

    public static final Set<Relationship> ALL = Set.of(SUCCESS, PARSE_FAILURE);

    private ConsumerRelationships() {}
}
