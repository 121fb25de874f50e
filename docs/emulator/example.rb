# The emulator in a test, with Ruby's standard library.
require "json"
require "net/http"

EMULATOR = ENV.fetch("EMULATOR", "http://127.0.0.1:8080")

def ask(method, path, body = nil)
  uri = URI(EMULATOR + path)
  answer = Net::HTTP.start(uri.host, uri.port) { |http| http.send_request(method, uri.request_uri, body&.to_json) }
  answer.body.to_s.empty? ? nil : JSON.parse(answer.body)
end

def send_toast(uri, text) # what you test
  toast = %(<wp:Notification xmlns:wp="WPNotification"><wp:Toast><wp:Text1>#{text}</wp:Text1></wp:Toast></wp:Notification>)
  headers = { "Content-Type" => "text/xml", "X-WindowsPhone-Target" => "toast", "X-NotificationClass" => "2" }
  answer = Net::HTTP.post(URI(uri), toast, headers)
  raise answer.code unless answer["X-NotificationStatus"] == "Received"
end

# The five lines: open, send, wait, assert, reset.
channel = ask("POST", "/channels")
send_toast(channel["uri"], "Goal!")
delivery, = ask("GET", "/channels/#{channel["token"]}/deliveries?wait=5s")
raise delivery.inspect unless delivery["notification"] == { "type" => "toast", "text1" => "Goal!" }
ask("POST", "/reset", { channels: true })
