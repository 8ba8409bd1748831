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
package io.shardflow.nifi.kinesis.lifecycle;

/** What becomes of this worker's leases when an attempt ends. */
enum LeaseDeparture {
    /** the next attempt takes them back */
    KEEP,
    /** given up if another worker lives that can take them, else kept for a fast restart here */
    GIVE_UP_IN_COMPANY,
    /** given up although nobody may live yet that takes them: this node is out of the work */
    GIVE_UP
}
