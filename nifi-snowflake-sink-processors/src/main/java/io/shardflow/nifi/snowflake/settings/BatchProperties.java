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
package io.shardflow.nifi.snowflake.settings;

import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.components.ValidationResult;
import org.apache.nifi.processor.DataUnit;
import org.apache.nifi.processor.util.StandardValidators;

/** Properties of PutSnowflake that say when a transaction begins and how much goes into it. */
public final class BatchProperties {

    /** More cannot be seen in a queue: NiFi swaps out what is beyond twice as many. */
    static final int MOST_FLOWFILES = 10_000;

    /** Compressed, hardly more than 3,000 MiB, up to which a statement has the more time the more was uploaded. */
    private static final int MOST_GIGABYTES = 10;

    public static final PropertyDescriptor MAXIMUM_AGE = new PropertyDescriptor.Builder()
            .name("Maximum Batch Age")
            .description("""
                    How long a FlowFile waits in the queue, at most, for more to be loaded with it. A transaction begins when \
                    the oldest FlowFile of a table has waited so long, or when the FlowFiles of the table reach one of the \
                    three maxima below. A warehouse runs for a minute at least each time, so a quiet stream costs the less \
                    the longer this is. It is not waited for the first FlowFiles after a start, nor for a queue that stands \
                    still because it is full, if its back pressure lets it hold five FlowFiles or more. 0 sec: load at once what \
                    is there. In a Stateless process group it has to stay well below Stateless Flow Timeout.""")
            .required(true)
            .defaultValue("5 min")
            .addValidator(StandardValidators.TIME_PERIOD_VALIDATOR)
            .build();

    public static final PropertyDescriptor MAXIMUM_FLOWFILES = new PropertyDescriptor.Builder()
            .name("Maximum FlowFiles per Transaction")
            .description("Most FlowFiles loaded together. Set the back pressure of the incoming connection no lower.")
            .required(true)
            .defaultValue(String.valueOf(MOST_FLOWFILES))
            .addValidator(StandardValidators.createLongValidator(1, MOST_FLOWFILES, true))
            .build();

    public static final PropertyDescriptor MAXIMUM_BYTES = new PropertyDescriptor.Builder()
            .name("Maximum Bytes per Transaction")
            .description(
                    "No further FlowFile is added above this size, which is at most 10 GB; a single one may be larger.")
            .required(true)
            .defaultValue("250 MB")
            .addValidator(StandardValidators.DATA_SIZE_VALIDATOR)
            .addValidator((subject, size, context) -> new ValidationResult.Builder()
                    .subject(subject)
                    .input(size)
                    .valid(DataUnit.parseDataSize(size, DataUnit.GB) <= MOST_GIGABYTES)
                    .explanation("it has to be at most " + MOST_GIGABYTES
                            + " GB: the statements of a larger transaction may not end in the time that they have. To load"
                            + " less often, set Maximum Batch Age")
                    .build())
            .build();

    public static final PropertyDescriptor MAXIMUM_RECORDS = new PropertyDescriptor.Builder()
            .name("Maximum Records per Transaction")
            .description("""
                    No further FlowFile is added above this number of records; a single one may have more. While FlowFiles \
                    wait, their attribute record.count is what is known.""")
            .required(true)
            .defaultValue("1000000")
            .addValidator(StandardValidators.POSITIVE_LONG_VALIDATOR)
            .build();

    private BatchProperties() {}
}
