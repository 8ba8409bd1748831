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

import io.shardflow.nifi.snowflake.load.Records;
import java.nio.file.Path;

/** Records as lines of JSON in a file of this machine, compressed as {@link SpoolCompression} tells by its name. */
public interface RecordFile extends Records {

    /** Absolute path of the file. */
    Path path();
}
