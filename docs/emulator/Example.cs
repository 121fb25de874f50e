// The emulator in a test, with .NET 6 or later alone.
using System;
using System.Linq;
using System.Net.Http;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Tasks;

var emulator = Environment.GetEnvironmentVariable("EMULATOR") ?? "http://127.0.0.1:8080";
var client = new HttpClient();

async Task<JsonNode?> Ask(string method, string path, string body = "")
{
    var request = new HttpRequestMessage(new HttpMethod(method), emulator + path) { Content = new StringContent(body) };
    var answer = await (await client.SendAsync(request)).Content.ReadAsStringAsync();
    return answer == "" ? null : JsonNode.Parse(answer);
}

async Task SendToast(string uri, string text) // what you test
{
    var toast = $"<wp:Notification xmlns:wp=\"WPNotification\"><wp:Toast><wp:Text1>{text}</wp:Text1></wp:Toast></wp:Notification>";
    var request = new HttpRequestMessage(HttpMethod.Post, uri) { Content = new StringContent(toast, Encoding.UTF8, "text/xml") };
    request.Headers.Add("X-WindowsPhone-Target", "toast");
    request.Headers.Add("X-NotificationClass", "2");
    var answer = await client.SendAsync(request);
    Check(answer.Headers.GetValues("X-NotificationStatus").Single() == "Received");
}

void Check(bool holds)
{
    if (!holds) throw new Exception("not as expected");
}

// The five lines: open, send, wait, assert, reset.
var channel = (await Ask("POST", "/channels"))!;
await SendToast((string)channel["uri"]!, "Goal!");
var deliveries = (await Ask("GET", $"/channels/{channel["token"]}/deliveries?wait=5s"))!;
Check((string)deliveries[0]!["notification"]!["text1"]! == "Goal!");
await Ask("POST", "/reset", "{\"channels\": true}");
